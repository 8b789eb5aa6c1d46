package dev.panallama.runner.desktop.app;

import dev.panallama.runner.desktop.look.Glyph;
import dev.panallama.runner.desktop.look.Rounded;
import dev.panallama.runner.desktop.look.Shades;
import dev.panallama.runner.desktop.look.Type;
import java.awt.Cursor;
import java.awt.Graphics;
import java.awt.event.ActionListener;
import javax.swing.BorderFactory;
import javax.swing.JButton;

/// A drawing on a bar, with words or without. Serves the event thread.
final class BarButton extends JButton {
    private static final long serialVersionUID = 1L;
    private static final int ICON = 19;

    private Glyph glyph;
    private boolean on;

    /// @param meaning what it does, for who hovers over it or has the screen read
    BarButton(Glyph glyph, String words, String meaning, ActionListener action) {
        super(words);
        this.glyph = glyph;
        setToolTipText(meaning);
        getAccessibleContext().setAccessibleName(meaning);
        addActionListener(action);
        setContentAreaFilled(false);
        setBorderPainted(false);
        setFocusPainted(false);
        setCursor(Cursor.getPredefinedCursor(Cursor.HAND_CURSOR));
        dress();
    }

    /// Shows another drawing.
    void show(Glyph other) {
        glyph = other;
        dress();
    }

    /// Shows whether what it opens is open.
    void on(boolean now) {
        on = now;
        dress();
        repaint();
    }

    private void dress() {
        Shades shades = Shades.now();
        setFont(Type.plain());
        setForeground(on ? shades.accent() : shades.text());
        setIcon(glyph.icon(ICON, on ? shades.accent() : shades.muted()));
        setIconTextGap(7);
        setBorder(BorderFactory.createEmptyBorder(7, 10, 7, getText().isEmpty() ? 10 : 13));
    }

    @Override
    public void updateUI() {
        super.updateUI();
        if (glyph != null) dress();
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Shades shades = Shades.now();
        if (on) Rounded.fill(graphics, this, Shades.mix(shades.ground(), shades.accent(), 0.13), null, 14);
        else
            if (getModel().isRollover() || isFocusOwner())
                Rounded.fill(graphics, this, Shades.mix(shades.ground(), shades.text(), 0.08), null, 14);
        super.paintComponent(graphics);
    }
}
