package dev.panallama.runner.desktop.app;

import dev.panallama.runner.desktop.look.Logo;
import java.awt.AWTException;
import java.awt.Frame;
import java.awt.Image;
import java.awt.MenuItem;
import java.awt.PopupMenu;
import java.awt.SystemTray;
import java.awt.TrayIcon;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import javax.swing.JFrame;

/// The icon among those of the system, where there is such a place: it brings the window to the front, or closes it.
final class Tray {
    private Tray() {}

    /// Adds the icon of a window until that is closed.
    static void add(JFrame window) {
        if (!SystemTray.isSupported()) return;
        SystemTray tray = SystemTray.getSystemTray();
        Image image = Logo.image(tray.getTrayIconSize().width);
        var icon = new TrayIcon(image, "Panallama", menu(window));
        icon.setImageAutoSize(true);
        icon.addActionListener(_ -> front(window));
        try {
            tray.add(icon);
        } catch (AWTException _) { // it has gone meanwhile: the window is enough
            return;
        }
        window.addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosed(WindowEvent event) {
                tray.remove(icon);
            }
        });
    }

    private static PopupMenu menu(JFrame window) {
        var show = new MenuItem("Show Panallama");
        show.addActionListener(_ -> front(window));
        var quit = new MenuItem("Quit");
        quit.addActionListener(_ -> window.dispose());
        var menu = new PopupMenu();
        menu.add(show);
        menu.add(quit);
        return menu;
    }

    private static void front(JFrame window) {
        window.setExtendedState(window.getExtendedState() & ~Frame.ICONIFIED);
        window.setVisible(true);
        window.toFront();
    }
}
