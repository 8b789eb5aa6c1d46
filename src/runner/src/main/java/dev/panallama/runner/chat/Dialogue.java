package dev.panallama.runner.chat;

import dev.panallama.Generation;

/// An exchange of texts with a model in one session. Serves one thread at a time, except [#stop].
public sealed interface Dialogue permits Conversation, PlainText {
    /// Hands the model a text and starts its answer. The caller runs the generation to wherever it ends, then
    /// calls [#answered].
    ///
    /// @throws java.util.concurrent.CancellationException if [#stop] was called before the answer began; the
    ///     dialogue is as if the text had not been given
    Generation ask(String text);

    /// Keeps what the model answered, whole or cut short.
    void answered(String text);

    /// Forgets everything said.
    void clear();

    /// Stops the answer. Any thread may call.
    void stop();
}
