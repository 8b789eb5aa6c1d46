package dev.panallama.runner.desktop.app;

import dev.panallama.runner.Runner;
import dev.panallama.runner.RunnerOptions;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// The desktop program: `panallama app`.
public final class App {
    private App() {}

    /// Opens the window and waits until it is closed and its models are freed.
    ///
    /// @throws IllegalStateException if there is no display to open it on
    public static void run(RunnerOptions options) throws InterruptedException {
        run(options, Settings.file());
    }

    /// @param settings remembers how the window was
    static void run(RunnerOptions options, Path settings) throws InterruptedException {
        if (GraphicsEnvironment.isHeadless())
            throw new IllegalStateException(
                    "there is no display here for a window: use panallama run for a chat in the terminal, or panallama serve, whose chat page is for a browser");
        var ended = new CountDownLatch(1);
        EventQueue.invokeLater(() -> open(options, settings, ended));
        ended.await();
    }

    private static void open(RunnerOptions options, Path settings, CountDownLatch ended) {
        try {
            Settings.read(settings).theme().apply();
            var window = new AppWindow(Runner.start(options), settings, ended::countDown);
            Tray.add(window);
            window.setVisible(true);
        } catch (RuntimeException failure) {
            ended.countDown();
            throw failure;
        }
    }
}
