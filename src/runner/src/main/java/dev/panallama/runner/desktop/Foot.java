package dev.panallama.runner.desktop;

import dev.panallama.runner.desktop.look.Column;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import javax.swing.JPanel;

/// The place below the conversation, as wide as that. Serves the event thread.
final class Foot extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int WIDEST = 820;
    private static final int MARGIN = 14;

    Foot(JComponent... parts) {
        super(new Column(6));
        setOpaque(false);
        for (JComponent it : parts) add(it);
    }

    @Override
    public void setBounds(int x, int y, int width, int height) {
        int side = Math.max(MARGIN, (width - WIDEST) / 2);
        setBorder(BorderFactory.createEmptyBorder(6, side, 10, side));
        super.setBounds(x, y, width, height);
    }
}
