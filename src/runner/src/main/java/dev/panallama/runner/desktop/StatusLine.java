package dev.panallama.runner.desktop;

import dev.panallama.runner.desktop.look.Shades;
import dev.panallama.runner.desktop.look.Type;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.SwingUtilities;

/// Says what goes on, and how full the context is. Serves the event thread.
final class StatusLine extends JPanel {
    private static final long serialVersionUID = 1L;

    private final JLabel state = new JLabel(" ");
    private final JLabel room = new JLabel();
    private final Gauge gauge = new Gauge();

    StatusLine() {
        super(new BorderLayout(12, 0));
        setOpaque(false);
        state.putClientProperty("html.disable", true);
        state.getAccessibleContext().setAccessibleName("status");
        var right = new JPanel(new FlowLayout(FlowLayout.TRAILING, 8, 0));
        right.setOpaque(false);
        right.add(gauge);
        right.add(room);
        add(state, BorderLayout.CENTER);
        add(right, BorderLayout.EAST);
        gauge.setVisible(false);
        dress();
    }

    void say(String words) {
        state.setText(words.isEmpty() ? " " : words);
    }

    String said() {
        return state.getText();
    }

    /// Shows how many tokens of the context are taken.
    ///
    /// @param used less than 0 if nobody knows yet
    void context(int used, int length) {
        gauge.setVisible(used >= 0);
        room.setVisible(used >= 0);
        gauge.full = length == 0 ? 0 : Math.min(1, (double) used / length);
        gauge.repaint();
        room.setText("%,d of %,d tokens".formatted(used, length));
        room.setToolTipText(
                "How much of its context the conversation takes: beyond that, the oldest messages are left out");
    }

    private void dress() {
        for (JLabel it : new JLabel[]{state, room}) {
            it.setFont(Type.small());
            it.setForeground(Shades.now().muted());
        }
        setBorder(BorderFactory.createEmptyBorder(0, 14, 0, 6));
    }

    @Override
    public void updateUI() {
        super.updateUI();
        if (state != null) SwingUtilities.invokeLater(this::dress);
    }

    private static final class Gauge extends JComponent {
        private static final long serialVersionUID = 1L;
        private static final double NEARLY_FULL = 0.85;

        private double full;

        Gauge() {
            setPreferredSize(new Dimension(72, 6));
        }

        @Override
        protected void paintComponent(Graphics graphics) {
            var canvas = (Graphics2D) graphics.create();
            canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            canvas.setColor(Shades.now().line());
            canvas.fillRoundRect(0, 0, getWidth(), getHeight(), getHeight(), getHeight());
            canvas.setColor(full < NEARLY_FULL ? Shades.now().accent() : new java.awt.Color(0xD9822B));
            canvas.fillRoundRect(0, 0, (int) Math.round(getWidth() * full), getHeight(), getHeight(), getHeight());
            canvas.dispose();
        }
    }
}
