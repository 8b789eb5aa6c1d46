package dev.panallama.runner.cli;

import dev.panallama.Model;
import dev.panallama.ModelOptions;
import dev.panallama.Session;
import dev.panallama.SessionOptions;
import dev.panallama.chat.ChatMessage;
import dev.panallama.runner.chat.Answerer;
import dev.panallama.runner.chat.ChatLoop;
import dev.panallama.runner.chat.Conversation;
import dev.panallama.runner.chat.Dialogue;
import dev.panallama.runner.chat.PlainText;
import dev.panallama.runner.console.Notices;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How a person and a model will talk. Immutable.
///
/// @param maxTokens how many tokens an answer has at most
/// @param opening what the model is told first
/// @param raw whether the model's template is left out
/// @param verbose whether speeds are noted
record Talk(
        SessionOptions sessionOptions,
        Sampler sampler,
        int maxTokens,
        List<ChatMessage> opening,
        boolean raw,
        boolean verbose,
        Notices notices) {

    /// Loads a model and has it answer once.
    void answer(Path file, String prompt) throws IOException {
        try (Model model = load(file); Session session = model.session(sessionOptions)) {
            answerer(dialogue(model, session), session).answer(prompt);
        }
    }

    /// Loads a model and chats until the person leaves.
    ///
    /// @param history the file that remembers what was typed
    void chat(Path file, Path history) throws IOException {
        try (Model model = load(file); Session session = model.session(sessionOptions)) {
            Dialogue dialogue = dialogue(model, session);
            new ChatLoop(dialogue, answerer(dialogue, session), notices).run(history);
        }
    }

    private Answerer answerer(Dialogue dialogue, Session session) {
        return new Answerer(dialogue, session, System.out, notices, verbose);
    }

    private Model load(Path file) throws IOException {
        long start = System.nanoTime();
        long bytes = Files.size(file);
        try (var bar = notices.progress("loading " + file.getFileName(), bytes)) {
            return Model.load(file, ModelOptions.defaults().withProgress(fraction -> {
                bar.at((long) (fraction * bytes));
                return true;
            }));
        } finally {
            if (verbose) notices.say("%-20s %6d ms".formatted("load time", (System.nanoTime() - start) / 1_000_000));
        }
    }

    private Dialogue dialogue(Model model, Session session) {
        boolean plain = raw || model.info().chatTemplate().isEmpty();
        if (plain && !raw) notices.say("(this model has no chat template: it continues the text)");
        return plain
                ? new PlainText(session, sampler, maxTokens)
                : new Conversation(model, session, sampler, maxTokens, opening, notices);
    }
}
