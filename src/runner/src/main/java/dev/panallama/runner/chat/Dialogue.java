package dev.panallama.runner.chat;

/// An exchange of texts with a model in one session. Serves one thread at a time, except [#stop].
public sealed interface Dialogue permits Conversation, PlainText {
    /// Hands the model a text and starts its answer.
    ///
    /// @throws java.util.concurrent.CancellationException if [#stop] was called before the answer began; the
    ///     dialogue is as if the text had not been given
    Answer ask(String text);

    /// Forgets everything said.
    void clear();

    /// Stops the answer. Any thread may call.
    void stop();
}
