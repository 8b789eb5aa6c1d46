package dev.panallama.runner.desktop.look;

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
public enum Glyph {
    CHATS("M 4 5 L 20 5 L 20 16 L 12 16 L 7 20 L 7 16 L 4 16 Z"), MODELS(
            "M 12 3 L 20 7.5 L 20 16.5 L 12 21 L 4 16.5 L 4 7.5 Z M 4 7.5 L 12 12 L 20 7.5 M 12 12 L 12 21"), MORE(
                    "M 5 11.5 L 6 11.5 L 6 12.5 L 5 12.5 Z M 11.5 11.5 L 12.5 11.5 L 12.5 12.5 L 11.5 12.5 Z M 18 11.5 L 19 11.5 L 19 12.5 L 18 12.5 Z"), SEND(
                            "M 12 19 L 12 5 M 6 11 L 12 5 L 18 11"), STOP("M 7 7 L 17 7 L 17 17 L 7 17 Z"), COPY(
                                    "M 9 9 L 19 9 L 19 20 L 9 20 Z M 15 5 L 5 5 L 5 16"), AGAIN(
                                            "M 19 12 C 19 16 16 19 12 19 C 8 19 5 16 5 12 C 5 8 8 5 12 5 C 14.5 5 16.5 6 18 8 M 18.5 3.5 L 18.5 8.5 L 13.5 8.5"), PLUS(
                                                    "M 12 5 L 12 19 M 5 12 L 19 12"), FETCH(
                                                            "M 12 4 L 12 15 M 7 11 L 12 16 L 17 11 M 5 20 L 19 20"), CROSS(
                                                                    "M 6 6 L 18 18 M 18 6 L 6 18"), BIN(
                                                                            "M 5 7 L 19 7 M 9 7 L 9 4 L 15 4 L 15 7 M 7 7 L 8 20 L 16 20 L 17 7 M 10.5 11 L 10.5 16 M 13.5 11 L 13.5 16"), SETTINGS(
                                                                                    "M 4 7 L 12 7 M 18 7 L 20 7 M 4 17 L 6 17 M 12 17 L 20 17 M 15 4.5 L 15 9.5 M 9 14.5 L 9 19.5"), SERVER(
                                                                                            "M 4 5 L 20 5 L 20 11 L 4 11 Z M 4 13 L 20 13 L 20 19 L 4 19 Z M 7.5 8 L 8 8 M 7.5 16 L 8 16"), SUN(
                                                                                                    "M 16 12 C 16 14.2 14.2 16 12 16 C 9.8 16 8 14.2 8 12 C 8 9.8 9.8 8 12 8 C 14.2 8 16 9.8 16 12 M 12 2.5 L 12 4.5 M 12 19.5 L 12 21.5 M 2.5 12 L 4.5 12 M 19.5 12 L 21.5 12 M 5.3 5.3 L 6.7 6.7 M 17.3 17.3 L 18.7 18.7 M 5.3 18.7 L 6.7 17.3 M 17.3 6.7 L 18.7 5.3"), MOON(
                                                                                                            "M 20 14 C 16 16 9 13 10 4 C 5 6 3.5 10 4.5 14 C 6 20.5 16 22 20 14 Z");

    private static final float UNITS = 24;

    private final String path;

    Glyph(String path) {
        this.path = path;
    }

    /// Returns it as an icon.
    ///
    /// @param size its width and height
    public Icon icon(int size, Color color) {
        return icon(path, size, color, this == STOP);
    }

    /// Returns a drawing as an icon: commands `M`, `L`, `C` and `Z` as SVG has them, all with blanks between.
    public static Icon icon(String path, int size, Color color, boolean filled) {
        return new Drawing(shape(path), size, color, filled);
    }

    static Path2D shape(String path) {
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
