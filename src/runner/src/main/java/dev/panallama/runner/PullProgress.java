package dev.panallama.runner;

/// Hears how the fetching of a model goes, on the thread that fetches or, for [#at], on one of its own: one at a time.
@FunctionalInterface
public interface PullProgress {
    /// Hears nothing.
    PullProgress UNWATCHED = (_, _, _) -> {};

    /// Is told how far it has come. Called often.
    ///
    /// @param task what is done, such as `fetching SmolLM2.gguf`
    /// @param bytes how many are done
    /// @param total how many there are, 0 if that is not known
    void at(String task, long bytes, long total);

    /// Is told what somebody should know: what the model is and its licence, who is waited for.
    default void says(String note) {}

    /// Decides whether a licence is accepted. Asked once for each on a machine; unless this is overridden, it is not.
    ///
    /// @param title the licence's name
    /// @param terms what it asks for, in some lines
    default boolean accepts(String title, String terms) {
        return false;
    }
}
