package dev.panallama.runner.cli.generate;

import dev.panallama.Adapters;
import dev.panallama.ChatOptions;
import dev.panallama.Embedder;
import dev.panallama.Model;
import dev.panallama.chat.ChatMessage;
import dev.panallama.runner.chat.Answerer;
import dev.panallama.runner.chat.ChatCommands;
import dev.panallama.runner.chat.ChatLoop;
import dev.panallama.runner.chat.Conversation;
import dev.panallama.runner.chat.Dialogue;
import dev.panallama.runner.chat.PlainText;
import dev.panallama.runner.chat.Resumption;
import dev.panallama.runner.chat.SavedChats;
import dev.panallama.runner.cli.command.UserModels;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.store.DataFolder;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.ModelSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// How a person and a model will talk. Immutable.
///
/// @param manner what the command line says
/// @param models those that there are
record Talk(RunOptions manner, UserModels models, Notices notices) {
    /// Loads a model, and nothing more.
    void prepare(InstalledModel model) throws IOException {
        load(model).close();
    }

    /// Loads a model and has it answer once. One that was made for vectors gives that of the prompt.
    void answer(InstalledModel installed, String prompt) throws IOException {
        try (AdaptedModel loaded = load(installed)) {
            if (loaded.model().info().pooling().isPresent()) {
                embed(loaded, prompt);
                return;
            }
            try (Dialogue dialogue = open(loaded, installed.settings().begun())) {
                answerer(dialogue).answer(prompt);
            }
        }
    }

    /// What is no answer is computed without adapters, as by the server: nobody is to take that for the other.
    private static void embed(AdaptedModel loaded, String text) {
        if (!loaded.adapters().equals(Adapters.none()))
            throw new UnsupportedOperationException(
                    "%s has LoRA adapters, with which only answers can be computed"
                            .formatted(loaded.installed().name()));
        try (Embedder embedder = loaded.model().embedder()) {
            System.out.println(EmbedCommand.array(embedder.embed(text)));
        }
    }

    /// Loads a model and chats until the person leaves, maybe with other models.
    void chat(InstalledModel model, DataFolder data) throws IOException, InterruptedException {
        Optional<Resumption> next = chat(model, model.settings().begun(), data);
        while (next.isPresent()) next = chat(models.locate(next.get().model()), next.get().messages(), data);
    }

    private Optional<Resumption> chat(InstalledModel installed, List<ChatMessage> said, DataFolder data)
            throws IOException {
        try (AdaptedModel loaded = load(installed);
                Dialogue dialogue = open(loaded, said)) {
            Answerer answerer = answerer(dialogue);
            var commands = new ChatCommands(dialogue, answerer, notices, new SavedChats(data.path().resolve("chats")),
                    models, UserModels.wayTo(installed)).remembering(manner.remembers());
            return new ChatLoop(dialogue, answerer, notices, commands).run(data.history());
        }
    }

    private Dialogue open(AdaptedModel loaded, List<ChatMessage> said) throws IOException {
        Model model = loaded.model();
        ModelSettings settings = loaded.installed().settings();
        ChatOptions options = manner.chat(settings);
        boolean plain = manner.raw() || (model.chatTemplate().isEmpty() && options.template().isEmpty());
        if (!plain) return new Conversation(model, loaded.adapters(), options, said, notices);
        options = manner.chat(settings.withoutConversation());
        if (!manner.raw()) notices.say("(this model has no chat template: it continues the text)");
        return new PlainText(model, loaded.adapters(), options);
    }

    private Answerer answerer(Dialogue dialogue) {
        return new Answerer(dialogue, System.out, notices)
                .verbose(manner.verbose())
                .hideThinking(manner.hidesThinking())
                .wrapWords(manner.wrapsWords());
    }

    private AdaptedModel load(InstalledModel model) throws IOException {
        long start = System.nanoTime();
        try {
            return AdaptedModel.of(model, models.load(model.file()));
        } finally {
            if (manner.verbose())
                notices.say("%-20s %6d ms".formatted("load time", (System.nanoTime() - start) / 1_000_000));
        }
    }
}
