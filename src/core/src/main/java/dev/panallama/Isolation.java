package dev.panallama;

/// Where a model's native code runs. Java cannot survive a crash of native code in its own process, but in another one.
public enum Isolation {
    /// In this process if the file is of an architecture whose checks are known to keep crashes out, which are the usual
    /// ones; in a worker process otherwise.
    AUTOMATIC,
    /// In a worker process of the model's own. If that dies, calls fail with a
    /// [WorkerDiedException][dev.panallama.error.WorkerDiedException], and the program goes on.
    WORKER,
    /// In this process, whatever the architecture: for files that are trusted.
    NONE
}
