package dev.panallama.runner.desktop;

import dev.panallama.runner.desktop.Block.Line;
import dev.panallama.runner.desktop.look.Clear;
import dev.panallama.runner.desktop.look.Shades;
import dev.panallama.runner.desktop.look.Type;
import java.awt.Dimension;
import java.util.ArrayList;
import java.util.List;
import javax.swing.JTextPane;
import javax.swing.text.AttributeSet;
import javax.swing.text.BadLocationException;
import javax.swing.text.SimpleAttributeSet;
import javax.swing.text.StyleConstants;
import javax.swing.text.StyledDocument;
import javax.swing.text.TabSet;
import javax.swing.text.TabStop;

/// Shows lines of prose. Text is put into a document as it is: nothing in it is read as HTML. Serves the event thread.
final class ProseView extends JTextPane {
    private static final long serialVersionUID = 1L;
    private static final float INDENT = 22;
    private static final float LINE_SPACING = 0.2f; // of a line's height

    private final boolean muted;
    private transient List<Run> shown = new ArrayList<>();
    private transient List<Line> lines = List.of();

    /// Text with one look, within a paragraph with one look.
    private record Run(String text, AttributeSet characters, AttributeSet paragraph) {}

    /// @param muted whether it matters less than the rest
    ProseView(boolean muted) {
        this.muted = muted;
        setEditable(false);
        getAccessibleContext().setAccessibleName("answer");
    }

    /// Shows lines in place of those before. Only what differs is laid out anew.
    void show(List<Line> changed) {
        lines = changed;
        List<Run> runs = runs();
        int same = 0;
        int offset = 0;
        while (same < runs.size() && same < shown.size() && runs.get(same).equals(shown.get(same)))
            offset += runs.get(same++).text().length();
        try {
            StyledDocument document = getStyledDocument();
            document.remove(offset, document.getLength() - offset);
            for (Run it : runs.subList(same, runs.size())) append(document, it);
        } catch (BadLocationException impossible) {
            throw new IllegalStateException(impossible);
        }
        shown = runs;
    }

    private static void append(StyledDocument document, Run run) throws BadLocationException {
        int at = document.getLength();
        document.insertString(at, run.text(), run.characters());
        document.setParagraphAttributes(at, run.text().length(), run.paragraph(), true);
    }

    private List<Run> runs() {
        Shades shades = Shades.now();
        var runs = new ArrayList<Run>();
        boolean apart = false; // by a blank line
        AttributeSet before = new SimpleAttributeSet();
        for (Line line : lines) {
            if (line.isBlank()) {
                apart = true;
                continue;
            }
            AttributeSet paragraph = paragraph(line, runs.isEmpty(), apart);
            if (!runs.isEmpty()) runs.add(new Run("\n", plain(), before)); // it is the end of the one before
            apart = false;
            before = paragraph;
            if (!line.mark().isEmpty()) runs.add(new Run(line.mark() + "\t", mark(shades), paragraph));
            for (Span it : line.spans()) runs.add(new Run(it.text(), characters(line, it, shades), paragraph));
        }
        return runs;
    }

    private static AttributeSet paragraph(Line line, boolean first, boolean apart) {
        var set = new SimpleAttributeSet();
        boolean item = line.kind() == Line.Kind.ITEM;
        boolean heading = line.kind() == Line.Kind.HEADING;
        float indent = item ? INDENT * (line.level() + 1) : line.kind() == Line.Kind.QUOTE ? INDENT : 0;
        StyleConstants.setLeftIndent(set, indent);
        StyleConstants.setFirstLineIndent(set, item ? 4 - INDENT : 0);
        StyleConstants.setLineSpacing(set, LINE_SPACING);
        StyleConstants.setSpaceAbove(set, first ? 0 : heading ? 14 : apart ? item ? 6 : 10 : 3);
        if (item) StyleConstants.setTabSet(set, new TabSet(new TabStop[]{new TabStop(indent)}));
        return set;
    }

    private AttributeSet mark(Shades shades) {
        SimpleAttributeSet set = plain();
        StyleConstants.setForeground(set, shades.muted());
        return set;
    }

    private SimpleAttributeSet plain() {
        var set = new SimpleAttributeSet();
        StyleConstants.setFontFamily(set, getFont().getFamily());
        StyleConstants.setFontSize(set, getFont().getSize());
        return set;
    }

    private AttributeSet characters(Line line, Span span, Shades shades) {
        SimpleAttributeSet set = plain();
        int size = getFont().getSize();
        boolean quiet = muted || line.kind() == Line.Kind.QUOTE;
        StyleConstants.setForeground(set, quiet ? shades.muted() : shades.text());
        if (line.kind() == Line.Kind.HEADING) {
            StyleConstants.setBold(set, true);
            StyleConstants.setFontSize(set, size + Math.max(0, 5 - 2 * (line.level() - 1)));
        }
        for (Span.Look it : span.looks()) switch (it) {
            case BOLD -> StyleConstants.setBold(set, true);
            case ITALIC -> StyleConstants.setItalic(set, true);
            case STRUCK -> StyleConstants.setStrikeThrough(set, true);
            case LINK -> StyleConstants.setForeground(set, shades.link());
            case CODE -> {
                StyleConstants.setFontFamily(set, Type.code().getFamily());
                StyleConstants.setFontSize(set, size - 1);
                StyleConstants.setBackground(set, shades.soft());
            }
        }
        return set;
    }

    @Override
    public void updateUI() {
        super.updateUI();
        setFont(Type.text());
        Clear.ground(this);
        if (lines != null) {
            shown = new ArrayList<>();
            show(lines);
        }
    }

    @Override
    public Dimension getMinimumSize() {
        return new Dimension(0, 0);
    }
}
