package dev.panallama.runner.desktop;

import dev.panallama.runner.desktop.look.Clear;
import dev.panallama.runner.desktop.look.Rounded;
import dev.panallama.runner.desktop.look.Shades;
import dev.panallama.runner.desktop.look.Type;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.LayoutManager;
import javax.swing.BorderFactory;
import javax.swing.JPanel;
import javax.swing.JTextArea;

/// Shows what the person has said: on the right, as wide as it needs to be. Serves the event thread.
final class SaidView extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final double WIDEST = 0.8; // of the conversation

    SaidView(String text) {
        super(new Right());
        setOpaque(false);
        add(new Bubble(text));
    }

    private static final class Bubble extends JTextArea {
        private static final long serialVersionUID = 1L;

        Bubble(String text) {
            super(text);
            setEditable(false);
            setLineWrap(true);
            setWrapStyleWord(true);
            getAccessibleContext().setAccessibleName("you said");
        }

        @Override
        public void updateUI() {
            super.updateUI();
            Clear.ground(this);
            setFont(Type.text());
            setForeground(Shades.now().text());
            setBorder(BorderFactory.createEmptyBorder(9, 14, 9, 14));
        }

        /// Returns how wide it would be if no line broke.
        int natural() {
            int widest = getText().lines().mapToInt(getFontMetrics(getFont())::stringWidth).max().orElse(0);
            return widest + getInsets().left + getInsets().right + 2;
        }

        @Override
        protected void paintComponent(Graphics graphics) {
            Shades shades = Shades.now();
            Rounded.fill(graphics, this, Shades.mix(shades.ground(), shades.accent(), 0.14), null, 22);
            super.paintComponent(graphics);
        }
    }

    /// Puts the bubble at the right edge.
    private static final class Right implements LayoutManager {
        @Override
        public Dimension preferredLayoutSize(Container parent) {
            return new Dimension(parent.getWidth(), size(parent).height);
        }

        @Override
        public void layoutContainer(Container parent) {
            Dimension size = size(parent);
            parent.getComponent(0).setBounds(parent.getWidth() - size.width, 0, size.width, size.height);
        }

        private static Dimension size(Container parent) {
            var bubble = (Bubble) parent.getComponent(0);
            int width = Math.max(40, Math.min((int) (parent.getWidth() * WIDEST), bubble.natural()));
            if (bubble.getWidth() != width) bubble.setSize(width, Math.max(1, bubble.getHeight()));
            return new Dimension(width, bubble.getPreferredSize().height);
        }

        @Override
        public Dimension minimumLayoutSize(Container parent) {
            return new Dimension(0, 0);
        }

        @Override
        public void addLayoutComponent(String name, Component component) {
            // There is nothing to say of it.
        }

        @Override
        public void removeLayoutComponent(Component component) {
            // It is not laid out any more.
        }
    }
}
