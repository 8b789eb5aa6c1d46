package dev.panallama.runner.desktop.app;

import dev.panallama.chat.ChatMessage;
import dev.panallama.runner.Conversations;
import dev.panallama.runner.Runner;
import java.awt.EventQueue;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Keeps one conversation of the window while it goes on. Serves the thread that talks with the model.
final class Keeping implements Consumer<List<ChatMessage>> {
    /// Hears of it on the event thread.
    interface Hearer {
        /// More of a conversation is kept.
        void kept(Keeping which, UUID id);

        /// A conversation cannot be kept at present.
        void failed(Exception why);
    }

    private final Runner runner;
    private final Supplier<String> model;
    private final Hearer hearer;
    private Optional<UUID> id;
    private volatile boolean over;

    /// @param model returns who answers; any thread may ask
    /// @param id of a conversation that is there; empty for a new one, which is kept from its first message on
    Keeping(Runner runner, Supplier<String> model, Optional<UUID> id, Hearer hearer) {
        this.runner = runner;
        this.model = model;
        this.id = id;
        this.hearer = hearer;
    }

    /// Keeps no more of it: it is deleted.
    void forget() {
        over = true;
    }

    @Override
    public void accept(List<ChatMessage> said) {
        if (over) return;
        try {
            UUID kept = keep(runner.conversations(), said);
            id = Optional.of(kept);
            EventQueue.invokeLater(() -> hearer.kept(this, kept));
        } catch (IOException | RuntimeException failure) { // the talk goes on; the next time all of it is kept
            EventQueue.invokeLater(() -> hearer.failed(failure));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private UUID keep(Conversations all, List<ChatMessage> said) throws IOException, InterruptedException {
        if (id.isEmpty()) return all.begin(said, model.get()).id();
        try {
            all.keep(id.get(), said, model.get());
            return id.get();
        } catch (FileNotFoundException _) {
            if (over) return id.get();
            return all.begin(said, model.get()).id(); // somebody has deleted it elsewhere, and goes on with it here
        }
    }
}
