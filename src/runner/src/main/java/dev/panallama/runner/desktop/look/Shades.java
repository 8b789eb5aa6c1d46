package dev.panallama.runner.desktop.look;

import java.awt.Color;
import java.util.Optional;
import javax.swing.UIManager;

/// Colours that go with those of the look and feel, light or dark. Made anew when that changes. Immutable.
///
/// @param ground that of panels
/// @param text that of text
/// @param muted text that matters less
/// @param soft a ground that stands out a little: code, what the person says
/// @param line borders
/// @param accent what can be acted on
/// @param onAccent text on that
/// @param link text of that colour, or of one that can be read
public record Shades(Color ground, Color text, Color muted, Color soft, Color line, Color accent, Color onAccent,
        Color link) {
    private static final Color BLUE = new Color(0x2F6FDE);

    /// Returns those of the look and feel as it is now.
    public static Shades now() {
        Color ground = color("TextArea.background").orElse(Color.WHITE);
        Color text = color("TextArea.foreground").orElse(Color.BLACK);
        Color accent = color("Component.accentColor").or(() -> color("TextArea.selectionBackground"))
                .filter(it -> contrast(it, ground) >= 2)
                .orElse(BLUE);
        return new Shades(ground, text, mix(text, ground, 0.38), mix(ground, text, 0.055), mix(ground, text, 0.15),
                accent, contrast(accent, Color.WHITE) >= 3 ? Color.WHITE : Color.BLACK,
                contrast(accent, ground) >= 4.5 ? accent : mix(accent, text, 0.45));
    }

    private static Optional<Color> color(String key) {
        return Optional.ofNullable(UIManager.getColor(key)).map(it -> new Color(it.getRGB()));
    }

    /// Returns a colour between two.
    ///
    /// @param part how much of the second one it has
    public static Color mix(Color first, Color second, double part) {
        return new Color(
                mix(first.getRed(), second.getRed(), part),
                mix(first.getGreen(), second.getGreen(), part),
                mix(first.getBlue(), second.getBlue(), part));
    }

    private static int mix(int first, int second, double part) {
        return (int) Math.round(first + (second - first) * part);
    }

    private static double contrast(Color first, Color second) {
        double one = luminance(first) + 0.05;
        double other = luminance(second) + 0.05;
        return Math.max(one, other) / Math.min(one, other);
    }

    private static double luminance(Color color) {
        return 0.2126 * linear(color.getRed()) + 0.7152 * linear(color.getGreen()) + 0.0722 * linear(color.getBlue());
    }

    private static double linear(int part) {
        double value = part / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
