package dev.panallama.runner.desktop.app;

import static dev.panallama.runner.desktop.app.Visitor.await;
import static dev.panallama.runner.desktop.app.Visitor.on;

import javax.swing.JButton;

/// Somebody who has no model yet, and no network: `FirstVisit "" SETTINGS FOLDER`. Says on standard output what he sees.
final class FirstVisit {
    private FirstVisit() {}

    public static void main(String[] args) throws Exception {
        Thread app = Visitor.start(args);
        JButton begin = await(JButton.class,
                it -> String.valueOf(it.getText()).startsWith("Begin with") && it.isShowing());
        System.out.println(begin.getText());
        System.out.println("while it is fetched: " + on(() -> {
            begin.doClick();
            return begin.isEnabled();
        }));
        await(JButton.class, it -> it == begin && it.isEnabled());
        System.out.println("when that has failed: " + on(begin::isEnabled));
        on(() -> {
            Visitor.window().dispose();
            return 0;
        });
        app.join();
    }
}
