package dev.panallama.runner.desktop.app;

import dev.panallama.runner.desktop.look.Glyph;
import dev.panallama.runner.desktop.look.Type;
import java.awt.BorderLayout;
import java.awt.FlowLayout;
import java.awt.Font;
import javax.swing.BorderFactory;
import javax.swing.JLabel;
import javax.swing.JPanel;

/// What stands above the chat: the model, and what opens at the right. Serves the event thread.
final class TopBar extends JPanel {
    private static final long serialVersionUID = 1L;

    private final JLabel model = new JLabel(" ");
    private final BarButton settings;
    private final BarButton server;
    private final BarButton theme;

    TopBar(Runnable openSettings, Runnable openServer, Runnable turnTheme) {
        super(new BorderLayout());
        settings = new BarButton(Glyph.SETTINGS, "Parameters", "How the model answers", _ -> openSettings.run());
        server = new BarButton(Glyph.SERVER, "Server", "Serve models to other programs", _ -> openServer.run());
        theme = new BarButton(Glyph.MOON, "", "Light or dark", _ -> turnTheme.run());
        setOpaque(false);
        setBorder(BorderFactory.createEmptyBorder(8, 24, 4, 12));
        model.putClientProperty("html.disable", true);
        dress();
        var buttons = new JPanel(new FlowLayout(FlowLayout.TRAILING, 2, 0));
        buttons.setOpaque(false);
        buttons.add(settings);
        buttons.add(server);
        buttons.add(theme);
        add(model, BorderLayout.CENTER);
        add(buttons, BorderLayout.EAST);
    }

    void model(String name) {
        model.setText(name);
    }

    void open(boolean settingsOpen, boolean serverOpen) {
        settings.on(settingsOpen);
        server.on(serverOpen);
    }

    void theme(Theme now) {
        theme.show(now == Theme.LIGHT ? Glyph.MOON : Glyph.SUN);
    }

    private void dress() {
        model.setFont(Type.text().deriveFont(Font.BOLD));
    }

    @Override
    public void updateUI() {
        super.updateUI();
        if (model != null) java.awt.EventQueue.invokeLater(this::dress);
    }
}
