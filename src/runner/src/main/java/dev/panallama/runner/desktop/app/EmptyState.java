package dev.panallama.runner.desktop.app;

import dev.panallama.runner.desktop.look.Logo;
import dev.panallama.runner.desktop.look.Shades;
import dev.panallama.runner.desktop.look.Type;
import java.awt.Component;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.util.Map;
import java.util.function.Consumer;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;

/// What stands in the middle while there is no model. Serves the event thread.
final class EmptyState extends JPanel {
    private static final long serialVersionUID = 1L;

    /// @param fetch fetches a small model, and runs what it is given if that is stopped or fails
    EmptyState(Consumer<Runnable> fetch) {
        super(new GridBagLayout());
        setOpaque(false);
        var title = new JLabel("Choose a model");
        title.setFont(Type.title());
        var line = new JLabel("It is downloaded once and then works without a network.");
        line.setFont(Type.text());
        line.setForeground(Shades.now().muted());
        var button = new JButton("Begin with SmolLM2, 98 MB");
        button.setFont(Type.text());
        button.putClientProperty("FlatLaf.style", Map.of("background", Shades.now().accent(), "foreground",
                Shades.now().onAccent(), "arc", 999, "borderWidth", 0, "margin", new Insets(9, 20, 9, 20)));
        button.addActionListener(_ -> {
            button.setEnabled(false);
            fetch.accept(() -> button.setEnabled(true));
        });
        var column = new JPanel();
        column.setOpaque(false);
        column.setLayout(new BoxLayout(column, BoxLayout.Y_AXIS));
        for (Component it : new Component[]{new JLabel(Logo.icon(72)), Box.createVerticalStrut(18), title,
            Box.createVerticalStrut(8), line, Box.createVerticalStrut(20), button}) {
            if (it instanceof JComponent part) part.setAlignmentX(CENTER_ALIGNMENT);
            column.add(it);
        }
        add(column);
    }
}
