package dev.panallama.runner.desktop.look;

import java.awt.Cursor;
import java.awt.Graphics;
import java.awt.event.ActionListener;
import javax.swing.BorderFactory;
import javax.swing.JButton;

/// A button that is text and a drawing until the mouse is on it. Serves the event thread.
public final class QuietButton extends JButton {
    private static final long serialVersionUID = 1L;
    private static final int ICON = 14;

    private final Glyph glyph;

    /// Creates a button.
    public QuietButton(String text, Glyph glyph, ActionListener action) {
        super(text);
        this.glyph = glyph;
        addActionListener(action);
        setCursor(Cursor.getPredefinedCursor(Cursor.HAND_CURSOR));
        setContentAreaFilled(false);
        setBorderPainted(false);
        setFocusPainted(false);
        setRolloverEnabled(true);
        setOpaque(false);
        dress();
    }

    private void dress() {
        setFont(Type.small());
        setForeground(Shades.now().muted());
        setIcon(glyph.icon(ICON, Shades.now().muted()));
        setIconTextGap(5);
        setBorder(BorderFactory.createEmptyBorder(4, 8, 4, 8));
    }

    @Override
    public void updateUI() {
        super.updateUI();
        if (glyph != null) dress();
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        boolean marked = getModel().isRollover() || isFocusOwner();
        if (marked) Rounded.fill(graphics, this, Shades.mix(Shades.now().ground(), Shades.now().text(), 0.1), null, 10);
        super.paintComponent(graphics);
    }
}
