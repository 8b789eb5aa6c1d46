package dev.panallama.runner.desktop.app;

import java.awt.EventQueue;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// Does what takes time on a virtual thread, and shows what came of it on the event thread.
final class Background {
    private Background() {}

    /// Starts some work.
    ///
    /// @param then is told what came of it
    /// @param failed is told why nothing did
    /// @return the thread that works, which may be interrupted
    static <T> Thread start(Callable<T> work, Consumer<? super T> then, Consumer<? super Exception> failed) {
        return Thread.ofVirtual().name("panallama app").start(() -> {
            try {
                T result = work.call();
                EventQueue.invokeLater(() -> then.accept(result));
            } catch (Exception failure) {
                EventQueue.invokeLater(() -> failed.accept(failure));
            }
        });
    }
}
