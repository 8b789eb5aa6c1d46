package dev.panallama.runner.desktop;

import dev.panallama.runner.desktop.look.Column;
import dev.panallama.runner.desktop.look.Shades;
import dev.panallama.runner.desktop.look.Type;
import java.awt.Cursor;
import java.awt.Graphics;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JPanel;
import javax.swing.SwingConstants;

/// Shows what a model thinks before it answers, folded unless somebody wants to see it. Serves the event thread.
final class ThoughtView extends JPanel {
    private static final long serialVersionUID = 1L;

    private final JButton head = new JButton("Thinking…");
    private final StringBuilder text = new StringBuilder();
    private final ProseView view = new ProseView(true);

    ThoughtView() {
        super(new Column(4));
        setOpaque(false);
        head.setHorizontalAlignment(SwingConstants.LEADING);
        head.setContentAreaFilled(false);
        head.setBorderPainted(false);
        head.setFocusPainted(false);
        head.setCursor(Cursor.getPredefinedCursor(Cursor.HAND_CURSOR));
        head.addActionListener(_ -> unfold());
        view.setVisible(false);
        view.getAccessibleContext().setAccessibleName("thoughts");
        add(head);
        add(view);
        dress();
    }

    void write(String more) {
        text.append(more);
        if (view.isVisible()) render();
    }

    void done() {
        head.setText(view.isVisible() ? "Hide thoughts" : "Show thoughts");
    }

    private void unfold() {
        view.setVisible(!view.isVisible());
        done();
        render();
        revalidate();
    }

    private void render() {
        view.show(text.toString().strip().lines().map(it -> Block.Line.of(Block.Line.Kind.TEXT, it)).toList());
    }

    private void dress() {
        head.setFont(Type.small());
        head.setForeground(Shades.now().muted());
        head.setBorder(BorderFactory.createEmptyBorder(2, 0, 2, 0));
        setBorder(BorderFactory.createEmptyBorder(0, 12, 0, 0));
    }

    @Override
    public void updateUI() {
        super.updateUI();
        if (head != null) dress();
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        graphics.setColor(Shades.now().line());
        graphics.fillRect(0, 2, 3, getHeight() - 4);
    }
}
