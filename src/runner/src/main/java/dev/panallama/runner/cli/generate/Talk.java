package dev.panallama.runner.cli.generate;

import dev.panallama.ChatOptions;
import dev.panallama.Embedder;
import dev.panallama.EmbedderOptions;
import dev.panallama.Embedding;
import dev.panallama.Model;
import dev.panallama.chat.ChatMessage;
import dev.panallama.error.LlamaException;
import dev.panallama.runner.chat.Answerer;
import dev.panallama.runner.chat.ChatCommands;
import dev.panallama.runner.chat.ChatLoop;
import dev.panallama.runner.chat.Conversation;
import dev.panallama.runner.chat.Dialogue;
import dev.panallama.runner.chat.PlainText;
import dev.panallama.runner.chat.Resumption;
import dev.panallama.runner.chat.SavedChats;
import dev.panallama.runner.chat.Thinking;
import dev.panallama.runner.cli.command.UserModels;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.console.Reasons;
import dev.panallama.runner.store.DataFolder;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.ModelSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// How a person and a model will talk. Immutable.
///
/// @param manner what the command line says
/// @param models those that there are
record Talk(RunOptions manner, UserModels models, Notices notices) {
    /// Loads a model, and nothing more.
    void prepare(InstalledModel model) throws IOException {
        long asked = System.nanoTime();
        try (AdaptedModel _ = load(model)) {
            if (manner.json()) System.out.println(json(model, asked).ofNothing());
        }
    }

    /// Loads a model and has it answer once. One that was made for vectors gives that of the prompt.
    void answer(InstalledModel installed, String prompt) throws IOException {
        long asked = System.nanoTime();
        try (AdaptedModel loaded = load(installed)) {
            if (manner.json()) {
                System.out.println(answer(loaded, prompt, json(installed, asked)));
                return;
            }
            if (isForVectors(loaded)) {
                System.out.println(EmbedCommand.array(embedding(loaded, prompt)));
                return;
            }
            try (Dialogue dialogue = open(loaded, installed.settings().begun())) {
                answerer(dialogue).answer(prompt);
            }
        }
    }

    private ObjectNode answer(AdaptedModel loaded, String prompt, AnswerJson json) throws IOException {
        if (isForVectors(loaded)) return json.of(embedding(loaded, prompt));
        try (Dialogue dialogue = open(loaded, loaded.installed().settings().begun())) {
            return json.of(answerer(dialogue).whole(prompt), !manner.hidesThinking());
        }
    }

    private static AnswerJson json(InstalledModel model, long asked) {
        return new AnswerJson(model.name(), asked, System.nanoTime());
    }

    private static boolean isForVectors(AdaptedModel loaded) {
        return loaded.model().info().pooling().isPresent();
    }

    private Embedding embedding(AdaptedModel loaded, String text) {
        EmbedCommand.checkPlain(loaded.installed());
        EmbedderOptions options = manner.vectors().embedder().withThreads(manner.threads());
        try (Embedder embedder = loaded.model().embedder(options)) {
            return embedder.embed(text);
        }
    }

    /// Loads a model and chats until the person leaves, maybe with other models.
    void chat(InstalledModel model, DataFolder data) throws IOException, InterruptedException {
        InstalledModel now = model;
        Left left = chat(now, now.settings().begun(), data);
        while (left.next().isPresent()) {
            Resumption next = left.next().get();
            InstalledModel other = models.locate(next.model());
            try {
                left = chat(other, next.messages(), data);
                now = other;
            } catch (LlamaException failed) { // it cannot be loaded
                notices.say("%s\n(going on with %s)".formatted(Reasons.of(failed), now.name()));
                left = chat(now, left.said(), data);
            }
        }
    }

    /// How a chat was left.
    ///
    /// @param next what the person goes on with, if he does
    /// @param said what was said by then
    private record Left(Optional<Resumption> next, List<ChatMessage> said) {}

    private Left chat(InstalledModel installed, List<ChatMessage> said, DataFolder data)
            throws IOException {
        try (AdaptedModel loaded = load(installed);
                Dialogue dialogue = open(loaded, said)) {
            Answerer answerer = answerer(dialogue);
            var commands = new ChatCommands(dialogue, answerer, notices, new SavedChats(data.path().resolve("chats")),
                    models, UserModels.wayTo(installed)).remembering(manner.remembers());
            Optional<Resumption> next = new ChatLoop(answerer, notices, commands).run(data.history());
            return new Left(next, dialogue instanceof Conversation it ? it.messages() : List.of());
        }
    }

    private Dialogue open(AdaptedModel loaded, List<ChatMessage> said) throws IOException {
        if (manner.vectors().areGiven())
            notices.say("(--dimensions and --truncate are without effect: this model was not made for vectors)");
        Model model = loaded.model();
        ModelSettings settings = loaded.installed().settings();
        ChatOptions options = manner.chat(settings);
        boolean plain = manner.raw() || (model.chatTemplate().isEmpty() && options.template().isEmpty());
        if (!plain) return conversation(loaded, options, said);
        options = manner.chat(settings.withoutConversation());
        if (!manner.raw()) notices.say("(this model has no chat template: it continues the text)");
        return new PlainText(model, loaded.adapters(), options);
    }

    private Dialogue conversation(AdaptedModel loaded, ChatOptions options, List<ChatMessage> said) {
        if (options.prompt().thinking().orElse(false) && !Thinking.isPossible(loaded.model(), options))
            notices.say(Thinking.IMPOSSIBLE);
        return new Conversation(loaded.model(), loaded.adapters(), options, said, notices);
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
