package dev.panallama.runner.chat;

import dev.panallama.ChatOptions;
import dev.panallama.Model;
import dev.panallama.Session;
import dev.panallama.chat.ChatMessage;
import java.util.List;
import java.util.function.UnaryOperator;

/// An exchange of texts with a model. Serves one thread at a time, except [#stop]; close it before its model.
public sealed interface Dialogue extends AutoCloseable permits Conversation, PlainText {
    /// Hands the model a text and starts its answer.
    ///
    /// @throws java.util.concurrent.CancellationException if [#stop] was called before the answer began; the
    ///     dialogue is as if the text had not been given
    Answer ask(String text);

    /// Forgets the last answer and starts another one.
    ///
    /// @throws IllegalStateException if nothing was said yet
    Answer again();

    /// Forgets the last text and its answer.
    ///
    /// @throws IllegalStateException if nothing was said yet
    void undo();

    /// Forgets everything said.
    void clear();

    /// Returns what brings the dialogue back to where it is now.
    Runnable bookmark();

    /// Returns what was said, without the instruction.
    ///
    /// @throws IllegalStateException if it is no sequence of messages
    List<ChatMessage> messages();

    /// Returns the model.
    Model model();

    /// Returns how it goes.
    ChatOptions options();

    /// Has it go another way from now on. What was said stays.
    ///
    /// @throws IllegalArgumentException if that cannot be; the dialogue is as before
    void change(UnaryOperator<ChatOptions> how);

    /// Returns the session that computes, until the next [#change].
    Session session();

    /// Stops the answer. Any thread may call.
    void stop();

    @Override
    void close();
}
