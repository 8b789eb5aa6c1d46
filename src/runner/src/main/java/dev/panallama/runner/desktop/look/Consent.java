package dev.panallama.runner.desktop.look;

import java.awt.Component;
import java.awt.EventQueue;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.swing.JOptionPane;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;

/// Asks a person whether he accepts a licence.
public final class Consent {
    private Consent() {}

    /// Asks, and waits for the answer. Not for the event thread.
    ///
    /// @param above the window that it belongs to has this
    public static boolean asks(Component above, String title, String terms) {
        var accepted = new AtomicBoolean();
        try {
            EventQueue.invokeAndWait(() -> accepted.set(shown(above, title, terms)));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (InvocationTargetException failure) {
            throw new IllegalStateException(failure);
        }
        return accepted.get();
    }

    private static boolean shown(Component above, String title, String terms) {
        var text = new JTextArea(terms, 10, 60);
        text.setEditable(false);
        text.setLineWrap(true);
        text.setWrapStyleWord(true);
        return JOptionPane.showConfirmDialog(above, new JScrollPane(text), "Do you accept the " + title + "?",
                JOptionPane.YES_NO_OPTION) == JOptionPane.YES_OPTION;
    }
}
