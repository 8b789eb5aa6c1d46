package dev.panallama.runner.desktop.look;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.Stream;
import javax.swing.Icon;
import javax.swing.ImageIcon;

/// The llama: the same drawing as on the chat page.
public final class Logo {
    private static final float UNITS = 64;
    private static final Color GREEN = new Color(0x12705C);
    private static final Color WOOL = new Color(0xF4F7F2);
    private static final String LLAMA = """
            M 22 53 L 22 27 C 20 24 19.5 20 20.5 15 C 23.5 16 25.5 18.5 26.3 21.5 C 28.3 20.6 30.7 20.6 32.7 21.5 \
            C 33.5 18.5 35.5 16 38.5 15 C 39.5 19 39.3 22.5 37.9 25.5 C 39.6 27.2 41.7 28.3 44.5 28.8 \
            C 47.1 29.3 48.5 30.8 48.5 32.8 C 48.5 36.1 45.8 38.5 42 38.5 L 39 38.5 L 39 53 Z""";

    private Logo() {}

    /// Returns it as a picture.
    ///
    /// @param size its width and height in pixels
    public static BufferedImage image(int size) {
        var image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        Graphics2D canvas = image.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        canvas.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        canvas.scale(size / UNITS, size / UNITS);
        canvas.setColor(GREEN);
        canvas.fill(new RoundRectangle2D.Float(0, 0, UNITS, UNITS, 34, 34));
        canvas.setColor(WOOL);
        canvas.fill(Glyph.shape(LLAMA));
        canvas.setColor(GREEN);
        canvas.fill(new Ellipse2D.Float(31.8f, 27.3f, 4.4f, 4.4f));
        canvas.dispose();
        return image;
    }

    /// Returns it in the sizes that windows and task bars ask for.
    public static List<Image> images() {
        return Stream.of(16, 24, 32, 48, 64, 128, 256).<Image>map(Logo::image).toList();
    }

    /// Returns it as an icon.
    public static Icon icon(int size) {
        return new ImageIcon(image(size));
    }
}
