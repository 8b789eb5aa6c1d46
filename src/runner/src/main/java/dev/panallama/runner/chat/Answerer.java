package dev.panallama.runner.chat;

import dev.panallama.FinishReason;
import dev.panallama.Session;
import dev.panallama.Timings;
import dev.panallama.chat.Delta;
import dev.panallama.error.ContextOverflowException;
import dev.panallama.runner.console.ClosedOutputException;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.console.StandardStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Writes answers as they come, and says how fast they came. Serves one thread, except [#stop].
public final class Answerer {
    private final Dialogue dialogue;
    private final PrintStream out;
    private final Notices notices;
    private boolean verbose;
    private boolean hidesThinking;
    private boolean wraps = true;
    private Optional<Speed> speed = Optional.empty();
    private volatile boolean answering;

    /// Creates the writer of a dialogue.
    ///
    /// @param out where answers go, and nothing else
    public Answerer(Dialogue dialogue, PrintStream out, Notices notices) {
        this.dialogue = dialogue;
        this.out = out;
        this.notices = notices;
    }

    /// Has speeds noted after each answer, or not.
    public Answerer verbose(boolean on) {
        verbose = on;
        return this;
    }

    /// Has what the model thinks left out, or not.
    public Answerer hideThinking(boolean on) {
        hidesThinking = on;
        return this;
    }

    /// Has lines broken between words where a terminal shows them, which is how it begins, or left alone.
    public Answerer wrapWords(boolean on) {
        wraps = on;
        return this;
    }

    /// Asks, and writes the answer with a line end after it.
    ///
    /// @throws IllegalArgumentException if the question is too long for the context
    /// @throws IOException if the answer cannot be written
    public void answer(String question) throws IOException {
        follow(() -> dialogue.ask(question), this::write);
    }

    /// Asks, and returns the answer when it has ended. Nothing of it is shown.
    ///
    /// @throws IllegalArgumentException if the question is too long for the context
    public WholeAnswer whole(String question) throws IOException {
        var text = new StringBuilder();
        var thought = new StringBuilder();
        FinishReason reason = follow(() -> dialogue.ask(question), answer -> {
            for (Delta it : answer) {
                if (it instanceof Delta.Text(String some)) text.append(some);
                if (it instanceof Delta.Reasoning(String some)) thought.append(some);
            }
        });
        return new WholeAnswer(text.toString(), thought.toString(), reason, dialogue.session().timings());
    }

    /// Writes another answer to the last question.
    ///
    /// @throws IllegalStateException if nothing was asked yet
    /// @throws IOException if the answer cannot be written
    void answerAgain() throws IOException {
        follow(dialogue::again, this::write);
    }

    /// Returns how fast the last answer came, if there was one.
    Optional<Speed> speed() {
        return speed;
    }

    /// Stops the answer that comes. Any thread may call.
    ///
    /// @return whether one does
    boolean stop() {
        if (!answering) return false;
        dialogue.stop();
        return true;
    }

    /// What is done with an answer while it comes.
    private interface Use {
        void of(Answer answer) throws IOException;
    }

    /// Has an answer come, notes what is to be said of it, and returns why it ended.
    private FinishReason follow(Supplier<Answer> beginning, Use use) throws IOException {
        Session session = dialogue.session();
        Timings before = session.timings();
        long asked = System.nanoTime();
        answering = true;
        try (Answer answer = begin(beginning)) {
            var _ = answer.iterator().hasNext(); // computes the first token
            var wait = Duration.ofNanos(System.nanoTime() - asked);
            use.of(answer);
            var came = new Speed(before, session.timings(), wait);
            speed = Optional.of(came);
            if (verbose) came.say(notices);
            FinishReason reason = answer.finishReason().orElse(FinishReason.CANCELLED);
            if (reason == FinishReason.LENGTH) sayCut(session);
            return reason;
        } finally {
            answering = false;
        }
    }

    private static Answer begin(Supplier<Answer> beginning) {
        try {
            return beginning.get();
        } catch (ContextOverflowException e) {
            throw new IllegalArgumentException(
                    "this takes %d tokens where %d are free; --ctx makes room".formatted(e.tokens(), e.room()), e);
        }
    }

    /// Writes the text of an answer to standard output, and what the model thinks before it among the notices.
    private void write(Answer answer) throws IOException {
        WordWrap answered = wrap(StandardStream.OUTPUT);
        WordWrap thought = wrap(StandardStream.ERROR);
        boolean thinks = false;
        boolean endsLine = false;
        for (Delta delta : answer) {
            boolean thinksNow = delta instanceof Delta.Reasoning && !hidesThinking;
            if (thinksNow != thinks) notices.say(thinksNow ? "Thinking..." : thought.rest() + "\n...done thinking.\n");
            thinks = thinksNow;
            switch (delta) {
                case Delta.Text(String text) -> {
                    write(answered.add(text));
                    if (!text.isEmpty()) endsLine = text.endsWith("\n");
                }
                case Delta.Reasoning(String text) -> {
                    if (!hidesThinking) notices.write(thought.add(text));
                }
                case Delta.ToolCall _,Delta.ToolAnswer _ -> {
                }
            }
        }
        if (thinks) notices.say(thought.rest());
        write(answered.rest());
        if (!endsLine) write(System.lineSeparator());
    }

    /// An answer of a given form is for programs, which would not expect a break within a text.
    private WordWrap wrap(StandardStream stream) {
        boolean free = dialogue.options().generation().grammar().isEmpty();
        return new WordWrap(wraps && free ? stream::columns : () -> 0);
    }

    private void write(String text) throws IOException {
        if (text.isEmpty()) return;
        out.print(text);
        if (out.checkError()) throw new ClosedOutputException();
    }

    private void sayCut(Session session) {
        boolean full = session.position() >= session.contextLength();
        notices.say(full
                ? "(cut short: the context is full; --ctx makes room)"
                : "(cut short after %d tokens; --max-tokens or num_predict allows more)"
                        .formatted(dialogue.options().generation().maxTokens()));
    }
}
