package dev.panallama.runner.chat;

import dev.panallama.FinishReason;
import dev.panallama.Session;
import dev.panallama.Timings;
import dev.panallama.chat.Delta;
import dev.panallama.error.ContextOverflowException;
import dev.panallama.runner.console.Notices;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/// Writes answers as they come, and says how fast they came. Serves one thread.
public final class Answerer {
    private final Dialogue dialogue;
    private final Session session;
    private final PrintStream out;
    private final Notices notices;
    private final boolean verbose;

    /// Creates the writer of a dialogue.
    ///
    /// @param session the one of the dialogue, which has the timings
    /// @param out where answers go, and nothing else
    /// @param verbose whether speeds are noted
    public Answerer(Dialogue dialogue, Session session, PrintStream out, Notices notices, boolean verbose) {
        this.dialogue = dialogue;
        this.session = session;
        this.out = out;
        this.notices = notices;
        this.verbose = verbose;
    }

    /// Asks, and writes the answer with a line end after it.
    ///
    /// @throws IllegalArgumentException if the question is too long for the context
    /// @throws IOException if the answer cannot be written
    public void answer(String question) throws IOException {
        Timings before = session.timings();
        long asked = System.nanoTime();
        try (Answer answer = begin(question)) {
            var _ = answer.iterator().hasNext(); // computes the first token
            var wait = Duration.ofNanos(System.nanoTime() - asked);
            write(answer);
            if (verbose) saySpeed(before, wait, session.timings());
            answer.finishReason().filter(FinishReason.LENGTH::equals).ifPresent(_ -> sayCut());
        }
    }

    private Answer begin(String question) {
        try {
            return dialogue.ask(question);
        } catch (ContextOverflowException e) {
            throw new IllegalArgumentException(
                    "this takes %d tokens where %d are free; --ctx makes room".formatted(e.tokens(), e.room()), e);
        }
    }

    /// Writes the text of an answer to standard output, and what the model thinks before it among the notices.
    private void write(Answer answer) throws IOException {
        boolean thinks = false;
        boolean endsLine = false;
        for (Delta delta : answer) {
            boolean thinksNow = delta instanceof Delta.Reasoning;
            if (thinksNow != thinks) notices.say(thinksNow ? "Thinking..." : "\n...done thinking.\n");
            thinks = thinksNow;
            switch (delta) {
                case Delta.Text(String text) -> {
                    write(text);
                    if (!text.isEmpty()) endsLine = text.endsWith("\n");
                }
                case Delta.Reasoning(String text) -> notices.write(text);
                case Delta.ToolCall _,Delta.ToolAnswer _ -> {
                }
            }
        }
        if (thinks) notices.say("");
        if (!endsLine) write(System.lineSeparator());
    }

    private void write(String text) throws IOException {
        out.print(text);
        if (out.checkError()) throw new IOException("cannot write the answer: standard output is closed or full");
    }

    private void sayCut() {
        boolean full = session.position() >= session.contextLength();
        notices.say(full ? "(cut short: the context is full; --ctx makes room)" : "(cut short by --max-tokens)");
    }

    private void saySpeed(Timings before, Duration wait, Timings after) {
        saySpeed("prompt", after.promptTokens() - before.promptTokens(), after.promptTime().minus(before.promptTime()));
        notices.say("%-20s %6d ms".formatted("time to first token", wait.toMillis()));
        int generated = after.generatedTokens() - before.generatedTokens();
        saySpeed("generation", generated, after.generationTime().minus(before.generationTime()));
    }

    private void saySpeed(String what, int tokens, Duration time) {
        double speed = time.isZero() ? 0 : tokens * 1e9 / time.toNanos();
        notices.say(String.format(Locale.ROOT, "%-20s %6d tokens %9.1f tokens/s", what, tokens, speed));
    }
}
