package dev.panallama.runner.desktop;

import dev.panallama.ChatOptions;
import dev.panallama.ReplyStream;
import dev.panallama.Timings;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.Delta;
import dev.panallama.chat.SystemMessage;
import dev.panallama.chat.UserMessage;
import dev.panallama.runner.Runner;
import dev.panallama.runner.RunnerChat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Talks with a model for a panel, on a virtual thread of its own: one thing after the other, and whoever hears of it does so on that
/// thread. Methods return at once, and any thread may call them.
final class Talk implements AutoCloseable {
    private final Runner runner;
    private final Hearer hearer;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("panallama chat").factory());
    private volatile String model;
    private volatile UnaryOperator<ChatOptions> way = UnaryOperator.identity();
    private final AtomicInteger conversation = new AtomicInteger(); // counts them
    private volatile Consumer<List<ChatMessage>> keeper = _ -> {};
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

    /// Says something, which is kept also if the model cannot be loaded.
    void say(String text) {
        inThisConversation(() -> {
            history = plus(history, ChatMessage.user(text));
            keeper.accept(history);
        }, open -> answer(open, it -> it.stream(text)));
    }

    /// Forgets the last answer and has another one given.
    void again() {
        inThisConversation(() -> {}, open -> answer(open, RunnerChat::regenerating));
    }

    private interface Turn {
        void with(RunnerChat chat) throws IOException, InterruptedException;
    }

    /// Has something done, and then something with the model, unless by then another conversation has begun.
    private void inThisConversation(Runnable before, Turn turn) {
        int number = conversation.get();
        then(() -> {
            if (number == conversation.get()) before.run();
            RunnerChat open = opened();
            if (number == conversation.get()) turn.with(open);
            else hearer.ends(Outcome.unanswered(open));
        });
    }

    /// Returns messages and one more, without one before it that was not answered.
    private static List<ChatMessage> plus(List<ChatMessage> before, ChatMessage said) {
        List<ChatMessage> all = answered(before);
        all.add(said);
        return List.copyOf(all);
    }

    /// Goes on with another conversation.
    ///
    /// @param said its messages
    /// @param other is told all of them whenever there is one more
    void resume(List<? extends ChatMessage> said, Consumer<List<ChatMessage>> other) {
        int number = conversation.incrementAndGet();
        cancelAnswer();
        then(() -> {
            if (number != conversation.get()) return;
            keeper = other;
            history = List.copyOf(said);
            RunnerChat open = chat;
            if (open == null) return; // it is restored when there is one
            List<ChatMessage> answered = answered(said);
            if (answered.isEmpty()) open.clear();
            else open.restore(answered);
            tellReady(open, answered.isEmpty());
        });
    }

    /// Returns messages without a last one that nobody has answered.
    private static List<ChatMessage> answered(List<? extends ChatMessage> said) {
        var all = new ArrayList<ChatMessage>(said);
        if (!all.isEmpty() && all.getLast() instanceof UserMessage) all.removeLast();
        return all;
    }

    /// Stops what is under way: an answer, or the fetching of the model.
    void cancel() {
        Thread fetching = opening;
        if (fetching != null) fetching.interrupt();
        cancelAnswer();
    }

    private void cancelAnswer() {
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
            hearer.loading(name, -1);
            open = runner.chat(name, way.apply(runner.usual(name)), done -> hearer.loading(name, done));
        } finally {
            opening = null;
        }
        List<ChatMessage> said = answered(history.stream().filter(it -> !(it instanceof SystemMessage)).toList());
        if (!said.isEmpty()) open.restore(said); // below this model's own instruction
        chat = open;
        tellReady(open, said.isEmpty());
        return open;
    }

    private void tellReady(RunnerChat open, boolean isNew) {
        hearer.ready(open.model(), isNew ? 0 : -1, open.contextLength());
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
            keeper.accept(history);
            hearer.ends(Outcome.of(stream, open, before, first == 0 ? 0 : first - start));
        } catch (CancellationException _) { // before the first token
            hearer.ends(Outcome.unanswered(open));
        } finally {
            history = open.history();
        }
    }
}
