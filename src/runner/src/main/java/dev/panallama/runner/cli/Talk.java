package dev.panallama.runner.cli;

import dev.panallama.Chat;
import dev.panallama.ChatOptions;
import dev.panallama.Model;
import dev.panallama.ModelOptions;
import dev.panallama.Session;
import dev.panallama.runner.chat.Answerer;
import dev.panallama.runner.chat.ChatLoop;
import dev.panallama.runner.chat.Conversation;
import dev.panallama.runner.chat.Dialogue;
import dev.panallama.runner.chat.PlainText;
import dev.panallama.runner.console.Notices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How a person and a model will talk. Immutable.
///
/// @param raw whether the model's template is left out
/// @param verbose whether speeds are noted
record Talk(ChatOptions options, boolean raw, boolean verbose, Notices notices) {
    /// What is done with a dialogue.
    private interface Use {
        void with(Dialogue dialogue, Answerer answerer) throws IOException;
    }

    /// Loads a model and has it answer once.
    void answer(Path file, String prompt) throws IOException {
        use(file, (_, answerer) -> answerer.answer(prompt));
    }

    /// Loads a model and chats until the person leaves.
    ///
    /// @param history the file that remembers what was typed
    void chat(Path file, Path history) throws IOException {
        use(file, (dialogue, answerer) -> new ChatLoop(dialogue, answerer, notices).run(history));
    }

    private void use(Path file, Use use) throws IOException {
        try (Model model = load(file)) {
            boolean plain = raw || (model.chatTemplate().isEmpty() && options.template().isEmpty());
            if (plain && !raw) notices.say("(this model has no chat template: it continues the text)");
            if (plain) continueText(model, use);
            else converse(model, use);
        }
    }

    private void converse(Model model, Use use) throws IOException {
        try (Chat chat = model.chat(options)) {
            use(new Conversation(chat, notices), chat.session(), use);
        }
    }

    private void continueText(Model model, Use use) throws IOException {
        try (Session session = model.session(options.session())) {
            use(new PlainText(session, options.sampler(), options.generation().maxTokens()), session, use);
        }
    }

    private void use(Dialogue dialogue, Session session, Use use) throws IOException {
        use.with(dialogue, new Answerer(dialogue, session, System.out, notices, verbose));
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
}
