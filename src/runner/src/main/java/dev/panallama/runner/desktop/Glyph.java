package dev.panallama.runner.desktop;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Component;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.util.Scanner;
import javax.swing.Icon;

/// Small drawings on buttons: lines in a square of 24 units. Immutable.
enum Glyph {
    SEND("M 12 19 L 12 5 M 6 11 L 12 5 L 18 11"), STOP("M 7 7 L 17 7 L 17 17 L 7 17 Z"), COPY(
            "M 9 9 L 19 9 L 19 20 L 9 20 Z M 15 5 L 5 5 L 5 16"), AGAIN(
                    "M 19 12 C 19 16 16 19 12 19 C 8 19 5 16 5 12 C 5 8 8 5 12 5 C 14.5 5 16.5 6 18 8 M 18.5 3.5 L 18.5 8.5 L 13.5 8.5"), DONE(
                            "M 5 12.5 L 10 17.5 L 19 7");

    private static final float UNITS = 24;

    private final String path;

    Glyph(String path) {
        this.path = path;
    }

    /// Returns it as an icon.
    ///
    /// @param size its width and height
    Icon icon(int size, Color color) {
        return icon(path, size, color, this == STOP);
    }

    /// Returns a drawing as an icon: commands `M`, `L`, `C` and `Z` as SVG has them, all with blanks between.
    static Icon icon(String path, int size, Color color, boolean filled) {
        return new Drawing(shape(path), size, color, filled);
    }

    private static Path2D shape(String path) {
        var shape = new Path2D.Float();
        try (var words = new Scanner(path).useLocale(java.util.Locale.ROOT)) {
            while (words.hasNext()) switch (words.next()) {
                case "M" -> shape.moveTo(words.nextFloat(), words.nextFloat());
                case "L" -> shape.lineTo(words.nextFloat(), words.nextFloat());
                case "C" -> shape.curveTo(words.nextFloat(), words.nextFloat(), words.nextFloat(), words.nextFloat(),
                        words.nextFloat(), words.nextFloat());
                case "Z" -> shape.closePath();
                case String other -> throw new IllegalArgumentException("there is no command " + other);
            }
        }
        return shape;
    }

    private record Drawing(Path2D shape, int size, Color color, boolean filled) implements Icon {
        @Override
        public void paintIcon(Component component, Graphics graphics, int x, int y) {
            var canvas = (Graphics2D) graphics.create();
            canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            canvas.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            canvas.translate(x, y);
            canvas.scale(size / UNITS, size / UNITS);
            canvas.setColor(component.isEnabled() ? color : Shades.mix(color, component.getBackground(), 0.6));
            canvas.setStroke(new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            canvas.draw(shape);
            if (filled) canvas.fill(shape);
            canvas.dispose();
        }

        @Override
        public int getIconWidth() {
            return size;
        }

        @Override
        public int getIconHeight() {
            return size;
        }
    }
}
