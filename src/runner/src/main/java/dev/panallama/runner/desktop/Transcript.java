package dev.panallama.runner.desktop;

import dev.panallama.runner.desktop.look.Column;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dimension;
import java.awt.Rectangle;
import java.util.Optional;
import javax.swing.BorderFactory;
import javax.swing.JPanel;
import javax.swing.Scrollable;
import javax.swing.SwingConstants;

/// The messages of a conversation, one below the other, in a column that is no wider than can be read well. Serves the event thread.
final class Transcript extends JPanel implements Scrollable {
    private static final long serialVersionUID = 1L;
    private static final int WIDEST = 780;
    private static final int MARGIN = 24;
    private static final int STEP = 48;

    Transcript() {
        super(new Column(24));
        setOpaque(false);
    }

    /// Keeps the margins as wide as leaves room for a column.
    @Override
    public void setBounds(int x, int y, int width, int height) {
        int side = Math.max(MARGIN, (width - WIDEST) / 2);
        setBorder(BorderFactory.createEmptyBorder(MARGIN, side, MARGIN, side));
        super.setBounds(x, y, width, height);
    }

    @Override
    public Dimension getPreferredScrollableViewportSize() {
        return new Dimension(560, 480);
    }

    @Override
    public int getScrollableUnitIncrement(Rectangle visible, int orientation, int direction) {
        return STEP;
    }

    @Override
    public int getScrollableBlockIncrement(Rectangle visible, int orientation, int direction) {
        return orientation == SwingConstants.VERTICAL ? Math.max(STEP, visible.height - STEP) : visible.width;
    }

    @Override
    public boolean getScrollableTracksViewportWidth() {
        return true;
    }

    @Override
    public boolean getScrollableTracksViewportHeight() {
        Container around = getParent();
        return around != null && around.getHeight() > getPreferredSize().height;
    }

    /// Returns the last answer, if there is one.
    Optional<AnswerView> lastAnswer() {
        Component[] all = getComponents();
        for (int i = all.length - 1; i >= 0; i--) if (all[i] instanceof AnswerView it) return Optional.of(it);
        return Optional.empty();
    }
}
