package dev.panallama.runner.desktop;

import dev.panallama.runner.desktop.look.Clear;
import dev.panallama.runner.desktop.look.Rounded;
import dev.panallama.runner.desktop.look.Shades;
import dev.panallama.runner.desktop.look.Type;
import java.awt.Color;
import java.awt.Graphics;
import javax.swing.BorderFactory;
import javax.swing.JTextArea;

/// Shows that something failed, and what to do. Serves the event thread.
final class FailureView extends JTextArea {
    private static final long serialVersionUID = 1L;
    private static final Color RED = new Color(0xD64545);

    FailureView(String message) {
        super(message);
        setEditable(false);
        setLineWrap(true);
        setWrapStyleWord(true);
        getAccessibleContext().setAccessibleName("failure");
    }

    @Override
    public void updateUI() {
        super.updateUI();
        Clear.ground(this);
        setFont(Type.text());
        setForeground(Shades.now().text());
        setBorder(BorderFactory.createEmptyBorder(10, 16, 10, 16));
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Color ground = Shades.now().ground();
        Rounded.fill(graphics, this, Shades.mix(ground, RED, 0.1), Shades.mix(ground, RED, 0.45), 14);
        super.paintComponent(graphics);
    }
}
