package dev.panallama.runner.serving;

import java.util.function.Supplier;

/// The memory of contexts that a model has besides the one in its estimate, which is taken before each is opened. Any thread may use it.
record Room(Runnable taking, Runnable givingBack) {
    /// Opens a context.
    ///
    /// @throws ModelTooLargeException if the model had more memory than models may have then
    /// @throws PoolFullException if models in use leave none
    <T> T open(Supplier<T> opener) {
        taking.run();
        try {
            return opener.get();
        } catch (Throwable failed) {
            givingBack.run();
            throw failed;
        }
    }
}
