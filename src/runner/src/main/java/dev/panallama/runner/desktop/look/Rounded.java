package dev.panallama.runner.desktop.look;

import java.awt.Color;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.RoundRectangle2D;
import javax.swing.JComponent;
import org.jspecify.annotations.Nullable;

/// Paints grounds with round corners.
public final class Rounded {
    private Rounded() {}

    /// Fills a component.
    ///
    /// @param border the colour of its edge, if it has one
    /// @param arc how wide a corner is
    public static void fill(Graphics graphics, JComponent component, Color ground, @Nullable Color border, int arc) {
        var canvas = (Graphics2D) graphics.create();
        canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        var shape = new RoundRectangle2D.Float(0.5f, 0.5f, component.getWidth() - 1f, component.getHeight() - 1f, arc,
                arc);
        canvas.setColor(ground);
        canvas.fill(shape);
        if (border != null) {
            canvas.setColor(border);
            canvas.draw(shape);
        }
        canvas.dispose();
    }
}
