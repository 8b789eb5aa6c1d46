package dev.panallama.runner.desktop;

import java.awt.Font;
import javax.swing.UIManager;

/// The fonts of a conversation, after those of the look and feel.
final class Type {
    private Type() {}

    static Font text() {
        return plain().deriveFont(plain().getSize2D() + 1);
    }

    static Font small() {
        return plain().deriveFont(plain().getSize2D() - 1);
    }

    static Font title() {
        return plain().deriveFont(Font.BOLD, plain().getSize2D() + 7);
    }

    static Font code() {
        Font own = UIManager.getFont("monospaced.font"); // FlatLaf has one
        int size = plain().getSize();
        return own != null ? own.deriveFont((float) size) : new Font(Font.MONOSPACED, Font.PLAIN, size);
    }

    private static Font plain() {
        Font label = UIManager.getFont("Label.font");
        return label != null ? label.deriveFont(Font.PLAIN) : new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    }
}
