package dev.panallama.runner.desktop.look;

import java.awt.Font;
import javax.swing.UIManager;

/// The fonts of a conversation, after those of the look and feel.
public final class Type {
    private Type() {}

    /// Returns that of messages.
    public static Font text() {
        return plain().deriveFont(plain().getSize2D() + 1);
    }

    /// Returns that of remarks.
    public static Font small() {
        return plain().deriveFont(plain().getSize2D() - 1);
    }

    /// Returns that of titles.
    public static Font title() {
        return plain().deriveFont(Font.BOLD, plain().getSize2D() + 7);
    }

    /// Returns that of programs: all letters are as wide.
    public static Font code() {
        Font own = UIManager.getFont("monospaced.font"); // FlatLaf has one
        int size = plain().getSize();
        return own != null ? own.deriveFont((float) size) : new Font(Font.MONOSPACED, Font.PLAIN, size);
    }

    /// Returns that of labels, not bold.
    public static Font plain() {
        Font label = UIManager.getFont("Label.font");
        return label != null ? label.deriveFont(Font.PLAIN) : new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    }
}
