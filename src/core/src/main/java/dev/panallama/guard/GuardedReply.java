package dev.panallama.guard;

import dev.panallama.Reply;

/// What comes of a message in a guarded chat.
public sealed interface GuardedReply {
    /// The answer, cleared.
    record Answered(Reply reply) implements GuardedReply {}

    /// The person's message was refused. The model has not seen it, and it is not in the history.
    record MessageRefused(Verdict verdict) implements GuardedReply {}

    /// The model's answer was refused. In the history, [GuardedChat]'s refusal stands in its place.
    ///
    /// @param shown what had been cleared before; empty with [Release#WHOLE]
    record AnswerRefused(Verdict verdict, String shown) implements GuardedReply {}
}
