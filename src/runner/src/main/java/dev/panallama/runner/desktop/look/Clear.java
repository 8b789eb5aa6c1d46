package dev.panallama.runner.desktop.look;

import java.awt.Color;
import javax.swing.BorderFactory;
import javax.swing.text.JTextComponent;

/// Makes text components show what is behind them.
public final class Clear {
    private static final Color NONE = new Color(0, true);

    private Clear() {}

    /// Takes away a component's own ground and frame.
    public static void ground(JTextComponent text) {
        text.setOpaque(false);
        text.setBackground(NONE); // Nimbus asks for nothing else
        text.setBorder(BorderFactory.createEmptyBorder());
    }
}
