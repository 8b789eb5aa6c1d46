package dev.panallama.runner.store;

import dev.panallama.runner.console.Progress;

/// Hears what is done to fetch a model. Called by the thread that fetches; what it is told of progress comes from one thread at a time.
public interface PullListener {
    /// Is told what somebody should know: what the model is and its licence, who is waited for.
    void says(String note);

    /// Is told that it is known what there is to fetch, and that it may be.
    default void begins() {}

    /// Is told that a file is fetched.
    ///
    /// @return what hears how far that has come
    Progress fetches(RemoteFile file);

    /// Is told that the hash of a file is computed.
    ///
    /// @return what hears how far that has come
    Progress verifies(RemoteFile file);

    /// Is told that a file is written by quantizing another one.
    ///
    /// @param name what it is called
    /// @param bytes how long the other one is
    /// @return what hears how much of that is done
    Progress quantizes(String name, long bytes);

    /// Is told that all is there and noted down.
    default void records() {}

    /// Decides whether a licence is accepted. Asked once for each on a machine.
    boolean accepts(License license) throws InterruptedException;
}
