package dev.panallama.runner.desktop;

import dev.panallama.ChatOptions;
import dev.panallama.ReplyStream;
import dev.panallama.Timings;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.Delta;
import dev.panallama.chat.SystemMessage;
import dev.panallama.runner.PullProgress;
import dev.panallama.runner.Runner;
import dev.panallama.runner.RunnerChat;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Talks with a model for a panel, on a virtual thread of its own: one thing after the other, and whoever hears of it does so on that
/// thread. Methods return at once, and any thread may call them.
final class Talk implements AutoCloseable {
    /// Hears how it goes.
    interface Hearer extends PullProgress {
        /// The model is being loaded.
        void loading(String model);

        /// The model can be talked to.
        void ready(String model, int contextUsed, int contextLength);

        /// An answer begins.
        void begins();

        /// There is more of the answer.
        void writes(Delta delta);

        /// The answer has ended, well or because it was cancelled.
        void ends(Outcome outcome);

        /// Something failed; what it was is said to a person.
        void fails(Exception failure);
    }

    private final Runner runner;
    private final Hearer hearer;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("panallama chat").factory());
    private volatile String model;
    private volatile UnaryOperator<ChatOptions> way = UnaryOperator.identity();
    private volatile List<ChatMessage> history = List.of();
    private volatile @Nullable RunnerChat chat;
    private volatile @Nullable Thread opening;

    Talk(Runner runner, String model, Hearer hearer) {
        this.runner = runner;
        this.model = model;
        this.hearer = hearer;
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private void then(Step step) {
        try {
            thread.execute(() -> {
                try {
                    step.run();
                } catch (IOException | InterruptedException | RuntimeException failure) {
                    boolean _ = Thread.interrupted(); // it meant what was done until now
                    hearer.fails(failure);
                }
            });
        } catch (RejectedExecutionException _) {
            // It is closed: nobody waits for it.
        }
    }

    /// Loads the model, after fetching it if it is missing.
    void open() {
        then(this::opened);
    }

    /// Goes on with another model. What was said stays.
    void use(String other) {
        cancel();
        then(() -> {
            leave();
            model = other;
            var _ = opened();
        });
    }

    /// Has the model chat another way from now on than it [usually][Runner#usual] does.
    void change(UnaryOperator<ChatOptions> other) {
        then(() -> {
            way = other;
            RunnerChat open = chat;
            if (open != null) open.change(other.apply(runner.usual(model)));
        });
    }

    /// Says something.
    void say(String text) {
        then(() -> {
            RunnerChat open = opened();
            answer(open, it -> it.stream(text));
        });
    }

    /// Forgets the last answer and has another one given.
    void again() {
        then(() -> {
            RunnerChat open = opened();
            answer(open, RunnerChat::regenerating);
        });
    }

    /// Forgets what was said.
    void clear() {
        cancel();
        then(() -> {
            history = List.of();
            RunnerChat open = chat;
            if (open == null) return;
            open.clear();
            hearer.ready(model, 0, open.contextLength());
        });
    }

    /// Stops what is under way: an answer, or the fetching of the model.
    void cancel() {
        Thread fetching = opening;
        if (fetching != null) fetching.interrupt();
        RunnerChat open = chat;
        if (open != null) open.cancel();
    }

    String model() {
        return model;
    }

    List<ChatMessage> history() {
        return history;
    }

    /// Frees the model soon, unless others use it.
    @Override
    public void close() {
        cancel();
        then(this::leave);
        thread.shutdown();
    }

    /// Waits until it is closed and the model is given back.
    void awaitEnd() {
        thread.close();
    }

    private void leave() throws IOException {
        RunnerChat open = chat;
        if (open == null) return;
        chat = null;
        open.close();
        runner.free(open.model());
    }

    private RunnerChat opened() throws IOException, InterruptedException {
        RunnerChat open = chat;
        if (open != null) return open;
        opening = Thread.currentThread();
        try {
            String name = runner.pull(model, hearer).name();
            hearer.loading(name);
            open = runner.chat(name, way.apply(runner.usual(name)));
        } finally {
            opening = null;
        }
        List<ChatMessage> said = history.stream().filter(it -> !(it instanceof SystemMessage)).toList();
        if (!said.isEmpty()) open.restore(said); // below this model's own instruction
        chat = open;
        hearer.ready(open.model(), open.contextUsed(), open.contextLength());
        return open;
    }

    private interface Asking {
        ReplyStream of(RunnerChat chat) throws IOException, InterruptedException;
    }

    private void answer(RunnerChat open, Asking asking) throws IOException, InterruptedException {
        hearer.begins();
        Timings before = open.chat().session().timings();
        long start = System.nanoTime();
        long first = 0;
        try (ReplyStream stream = asking.of(open)) {
            for (Delta it : stream) {
                if (first == 0) first = System.nanoTime();
                hearer.writes(it);
            }
            history = open.history(); // before anybody asks for it
            hearer.ends(Outcome.of(stream, open, before, first == 0 ? 0 : first - start));
        } catch (CancellationException _) { // before the first token
            hearer.ends(new Outcome(0, 0, 0, open.contextUsed(), open.contextLength(), Optional.empty()));
        } finally {
            history = open.history();
        }
    }
}
