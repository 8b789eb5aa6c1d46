package dev.panallama.error;

import java.util.List;

/// Thrown when the process of its own that a model runs in has died: by a crash of native code, because the system has
/// killed it, or because it did not answer for a minute and was ended. The program goes on; the model and all that was open
/// of it are lost, and can be closed. Load it again to go on.
public final class WorkerDiedException extends LlamaException {
    private static final long serialVersionUID = 1L;

    /// Creates the exception with the last lines that the process has written.
    public WorkerDiedException(String message, List<String> nativeLog) {
        super(message, nativeLog);
    }
}
