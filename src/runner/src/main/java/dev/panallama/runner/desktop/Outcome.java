package dev.panallama.runner.desktop;

import dev.panallama.FinishReason;
import dev.panallama.Reply;
import dev.panallama.ReplyStream;
import dev.panallama.Timings;
import dev.panallama.runner.RunnerChat;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/// How an answer came. Immutable.
///
/// @param tokens how many it has
/// @param tokensPerSecond how fast they were generated
/// @param firstTokenMillis how long the first one took, 0 if there is none
/// @param contextUsed how many tokens of the context are taken now
/// @param contextLength how many there are
/// @param reason why it ended; empty if it did not begin
record Outcome(
        int tokens,
        double tokensPerSecond,
        long firstTokenMillis,
        int contextUsed,
        int contextLength,
        Optional<FinishReason> reason) {
    static Outcome of(ReplyStream stream, RunnerChat chat, Timings before, long firstNanos) {
        Timings after = chat.chat().session().timings();
        int tokens = after.generatedTokens() - before.generatedTokens();
        long nanos = after.generationTime().minus(before.generationTime()).toNanos();
        return new Outcome(tokens, nanos <= 0 ? 0 : tokens * 1e9 / nanos, firstNanos / 1_000_000, chat.contextUsed(),
                chat.contextLength(), stream.ended().map(Reply::finishReason));
    }

    /// Returns that of an answer that did not begin.
    static Outcome unanswered(RunnerChat chat) {
        return new Outcome(0, 0, 0, chat.contextUsed(), chat.contextLength(), Optional.empty());
    }

    /// Returns a line for a person.
    String summary() {
        var parts = new StringJoiner(" · ");
        if (reason.isEmpty() || reason.get() == FinishReason.CANCELLED) parts.add("stopped");
        if (tokens > 0)
            parts.add(String.format(Locale.ROOT, "%.1f tokens/s", tokensPerSecond))
                    .add("%d tokens".formatted(tokens))
                    .add(String.format(Locale.ROOT, "first after %.1f s", firstTokenMillis / 1000.0));
        if (reason.filter(FinishReason.LENGTH::equals).isPresent())
            parts.add(contextUsed >= contextLength ? "cut: the context is full" : "cut at the most tokens allowed");
        return parts.toString();
    }
}
