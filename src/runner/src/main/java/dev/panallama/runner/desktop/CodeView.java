package dev.panallama.runner.desktop;

import dev.panallama.runner.desktop.look.Clear;
import dev.panallama.runner.desktop.look.Glyph;
import dev.panallama.runner.desktop.look.QuietButton;
import dev.panallama.runner.desktop.look.Rounded;
import dev.panallama.runner.desktop.look.Shades;
import dev.panallama.runner.desktop.look.Type;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import java.awt.event.MouseWheelEvent;
import java.util.Map;
import javax.swing.BorderFactory;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.ScrollPaneConstants;
import javax.swing.SwingUtilities;

/// Shows text whose blanks matter, with its language and a button that copies it. Serves the event thread.
final class CodeView extends JPanel {
    private static final long serialVersionUID = 1L;

    private final JTextArea text = new JTextArea();
    private final JLabel language = new JLabel();
    private final JScrollPane scroll = new Sideways(text);
    private final JPanel head = new JPanel(new BorderLayout());

    CodeView() {
        super(new BorderLayout());
        setOpaque(false);
        text.setEditable(false);
        text.setTabSize(4);
        text.getAccessibleContext().setAccessibleName("code");
        language.putClientProperty("html.disable", true); // the model names it
        head.setOpaque(false);
        head.add(language, BorderLayout.WEST);
        head.add(new QuietButton("Copy", Glyph.COPY, _ -> copy()), BorderLayout.EAST);
        add(head, BorderLayout.NORTH);
        add(scroll, BorderLayout.CENTER);
        dress();
    }

    /// Shows a table, which is no program to be copied.
    void show(String table) {
        head.setVisible(false);
        dress();
        show("", table);
    }

    void show(String name, String code) {
        language.setText(name);
        String before = text.getText();
        if (code.equals(before)) return;
        if (code.startsWith(before)) text.append(code.substring(before.length()));
        else text.setText(code);
    }

    private void copy() {
        Toolkit.getDefaultToolkit().getSystemClipboard().setContents(new StringSelection(text.getText()), null);
    }

    private void dress() {
        Shades shades = Shades.now();
        text.setFont(Type.code());
        Clear.ground(text);
        text.setForeground(shades.text());
        text.setBorder(BorderFactory.createEmptyBorder(head.isVisible() ? 2 : 12, 13, 7, 13));
        language.setFont(Type.small());
        language.setForeground(shades.muted());
        head.setBorder(BorderFactory.createEmptyBorder(6, 14, 2, 8));
        scroll.setBorder(BorderFactory.createEmptyBorder(0, 1, 5, 1));
        scroll.getHorizontalScrollBar().setOpaque(false);
        scroll.getHorizontalScrollBar().putClientProperty("FlatLaf.style", Map.of("track", shades.soft()));
        scroll.setOpaque(false);
        scroll.getViewport().setOpaque(false);
    }

    @Override
    public void updateUI() {
        super.updateUI();
        if (scroll != null) SwingUtilities.invokeLater(this::dress); // after the parts have theirs
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Rounded.fill(graphics, this, Shades.now().soft(), Shades.now().line(), 12);
    }

    /// Scrolls to the sides alone: the wheel is for the conversation around.
    private static final class Sideways extends JScrollPane {
        private static final long serialVersionUID = 1L;

        Sideways(JTextArea text) {
            super(text, ScrollPaneConstants.VERTICAL_SCROLLBAR_NEVER,
                    ScrollPaneConstants.HORIZONTAL_SCROLLBAR_AS_NEEDED);
            setWheelScrollingEnabled(false);
        }

        @Override
        protected void processMouseWheelEvent(MouseWheelEvent event) {
            getParent().dispatchEvent(SwingUtilities.convertMouseEvent(this, event, getParent()));
        }

        @Override
        public Dimension getPreferredSize() {
            Dimension size = super.getPreferredSize();
            boolean bar = getViewport().getView().getPreferredSize().width > getWidth() && getWidth() > 0;
            int height = getViewport().getView().getPreferredSize().height;
            return new Dimension(size.width,
                    height + getInsets().bottom + (bar ? getHorizontalScrollBar().getPreferredSize().height : 0));
        }
    }
}
