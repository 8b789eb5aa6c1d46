package dev.panallama.runner.desktop;

import dev.panallama.chat.Delta;
import dev.panallama.runner.desktop.look.Column;
import dev.panallama.runner.desktop.look.Glyph;
import dev.panallama.runner.desktop.look.QuietButton;
import dev.panallama.runner.desktop.look.Shades;
import dev.panallama.runner.desktop.look.Type;
import java.awt.FlowLayout;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import java.util.ArrayList;
import java.util.List;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;

/// Shows an answer while it is written and afterwards: thoughts that can be folded, blocks of text and code, and what can be done
/// with it. Serves the event thread.
final class AnswerView extends JPanel {
    private static final long serialVersionUID = 1L;

    private final StringBuilder text = new StringBuilder();
    private final ThoughtView thoughts = new ThoughtView();
    private final JPanel blocks = new JPanel(new Column(12));
    private final JPanel foot = new JPanel(new FlowLayout(FlowLayout.LEADING, 0, 0));
    private final JLabel waiting = new JLabel("…");
    private final JLabel figures = new JLabel();
    private final QuietButton again;

    /// @param regenerate what the button for another answer does
    AnswerView(Runnable regenerate) {
        super(new Column(8));
        again = new QuietButton("Again", Glyph.AGAIN, _ -> regenerate.run());
        setOpaque(false);
        blocks.setOpaque(false);
        foot.setOpaque(false);
        foot.setBorder(BorderFactory.createEmptyBorder(0, -8, 0, 0)); // letters stand below letters
        foot.add(new QuietButton("Copy", Glyph.COPY, _ -> copy()));
        foot.add(again);
        foot.add(figures);
        foot.setVisible(false);
        thoughts.setVisible(false);
        add(thoughts);
        add(waiting);
        add(blocks);
        add(foot);
        dress();
    }

    /// Adds pieces.
    void add(List<Delta> pieces) {
        var more = new StringBuilder();
        for (Delta it : pieces) switch (it) {
            case Delta.Text(String words) -> more.append(words);
            case Delta.Reasoning(String words) -> think(words);
            case Delta.ToolCall _,Delta.ToolAnswer _ -> {
            }
        }
        if (!more.isEmpty()) write(more.toString());
    }

    /// Adds to the text.
    void write(String more) {
        text.append(more);
        waiting.setVisible(text.toString().isBlank());
        thoughts.done();
        show(Markdown.parse(text.toString()));
    }

    /// Adds to what was thought.
    private void think(String more) {
        thoughts.setVisible(true);
        waiting.setVisible(false);
        thoughts.write(more);
    }

    /// Shows that it is whole.
    ///
    /// @param summary how it came
    void end(String summary) {
        waiting.setVisible(false);
        thoughts.done();
        figures.setText(summary);
        foot.setVisible(true);
    }

    /// Takes away what only the last answer has.
    void settle() {
        again.setVisible(false);
    }

    /// Gives back what only the last answer has.
    void unsettle() {
        again.setVisible(true);
    }

    String summary() {
        return figures.getText();
    }

    String text() {
        return text.toString();
    }

    /// Brings the components to what the text has become: those of blocks before the last stay as they are.
    private void show(List<Block> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            Block block = wanted.get(i);
            if (i < blocks.getComponentCount() && !fits((JComponent) blocks.getComponent(i), block)) {
                while (blocks.getComponentCount() > i) blocks.remove(i);
            }
            if (i == blocks.getComponentCount()) blocks.add(viewFor(block));
            fill((JComponent) blocks.getComponent(i), block);
        }
        while (blocks.getComponentCount() > wanted.size()) blocks.remove(wanted.size());
    }

    private static boolean fits(JComponent view, Block block) {
        return (view instanceof ProseView) == (block instanceof Block.Prose);
    }

    private static JComponent viewFor(Block block) {
        return block instanceof Block.Prose ? new ProseView(false) : new CodeView();
    }

    private static void fill(JComponent view, Block block) {
        switch (block) {
            case Block.Prose(List<Block.Line> lines) -> ((ProseView) view).show(lines);
            case Block.Code(String language, String code) -> ((CodeView) view).show(language, code);
            case Block.Table(List<List<String>> rows) -> ((CodeView) view).show(TableText.of(rows));
        }
    }

    private void copy() {
        Toolkit.getDefaultToolkit().getSystemClipboard().setContents(new StringSelection(text.toString()), null);
    }

    private void dress() {
        figures.setFont(Type.small());
        figures.setForeground(Shades.now().muted());
        figures.setBorder(BorderFactory.createEmptyBorder(4, 10, 4, 0));
        waiting.setFont(Type.title());
        waiting.setForeground(Shades.now().muted());
    }

    @Override
    public void updateUI() {
        super.updateUI();
        if (figures != null) javax.swing.SwingUtilities.invokeLater(this::dress);
    }

    /// Returns the views of its blocks, for tests and for reading aloud.
    List<JComponent> parts() {
        var all = new ArrayList<JComponent>();
        for (java.awt.Component it : blocks.getComponents()) all.add((JComponent) it);
        return all;
    }
}
