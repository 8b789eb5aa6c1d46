package dev.panallama.runner.cli.generate;

import static dev.panallama.runner.cli.command.UsageException.reading;

import dev.panallama.Model;
import dev.panallama.Vocabulary;
import dev.panallama.chat.ChatJson;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ChatPrompt;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.chat.PromptOptions;
import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.ModelArgument;
import dev.panallama.runner.cli.command.UsageException;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.serving.UsualWay;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.ModelSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `panallama template`: prints a conversation as a model gets to see it.
@Command(
    name = "template",
    header = "Prints a conversation as a model's chat template writes it.",
    description = {
        "%nWithout --messages, a short conversation stands for all.%n"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class TemplateCommand implements Callable<Integer> {
    private static final List<ChatMessage> SAMPLE = List.of(
            ChatMessage.system("You are a helpful assistant."),
            ChatMessage.user("Hello!"),
            ChatMessage.assistant("Hi. How can I help?"),
            ChatMessage.user("Why is the sky blue?"));

    @Mixin
    private final ModelArgument model = new ModelArgument();

    @Option(
        names = "--messages",
        paramLabel = "FILE",
        description = "The conversation: a JSON list of messages with role and content.")
    private @Nullable Path messages;

    @Option(names = "--tools", paramLabel = "FILE", description = "Tools: a JSON list of functions.")
    private @Nullable Path tools;

    @Mixin
    private final ThinkingOptions thinking = new ThinkingOptions();

    @Option(
        names = "--template",
        paramLabel = "T",
        description = "Another template: a file, or one of ${COMPLETION-CANDIDATES}.",
        completionCandidates = TemplateOption.class)
    private @Nullable String template;

    @Option(names = "--tokens", description = "Print the tokens, one a line with its id, instead of the text.")
    private boolean tokens;

    @Option(names = "--source", description = "Print the template itself.")
    private boolean source;

    @Option(
        names = "--json",
        description = "Print JSON: the prompt, with --tokens its tokens too, with --source the template.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        InstalledModel installed = model.installed();
        try (Model loaded = ModelArgument.loadVocabulary(installed)) {
            print(loaded, installed.settings());
            return ExitCode.OK;
        }
    }

    private void print(Model loaded, ModelSettings settings) throws IOException {
        ChatTemplate chosen = chosen(loaded, settings);
        if (source) {
            if (json) System.out.println(JsonNodeFactory.instance.objectNode().put("template", chosen.source()));
            else System.out.print(chosen.source());
            return;
        }
        ChatPrompt prompt = reading(() -> prompt(chosen, settings));
        if (json) System.out.println(json(loaded.vocabulary(), prompt));
        else if (tokens) print(loaded, loaded.vocabulary().tokenize(prompt));
        else System.out.println(prompt.text());
    }

    private ObjectNode json(Vocabulary vocabulary, ChatPrompt prompt) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("prompt", prompt.text().toString());
        if (tokens) answer.set("tokens", TokenizeCommand.pieces(vocabulary, vocabulary.tokenize(prompt)));
        return answer;
    }

    private ChatPrompt prompt(ChatTemplate chosen, ModelSettings settings) throws IOException {
        List<ChatMessage> said = messages == null ? sample(settings) : ChatJson.messages(Files.readString(messages));
        return chosen.prompt(UsualWay.before(said, settings), options());
    }

    /// What the model's maker has it told stands in place of the usual instruction.
    private static List<ChatMessage> sample(ModelSettings settings) {
        return settings.system().isEmpty() ? SAMPLE : SAMPLE.subList(1, SAMPLE.size());
    }

    private static void print(Model loaded, int... ids) {
        for (int id : ids)
            System.out.println("%7d  %s".formatted(id, loaded.vocabulary().text(id).replace("\n", "\\n")));
    }

    private ChatTemplate chosen(Model loaded, ModelSettings settings) throws IOException {
        if (template != null) return loaded.fitted(TemplateOption.named(template));
        return settings.template().map(ChatTemplate::parse).map(loaded::fitted).orElseGet(() -> own(loaded));
    }

    private ChatTemplate own(Model loaded) {
        return (tools == null ? loaded.chatTemplate() : loaded.chatTemplate("tool_use").or(loaded::chatTemplate))
                .orElseThrow(() -> new UsageException("model %s has no chat template: choose one with --template"
                        .formatted(loaded.info().name())));
    }

    private PromptOptions options() throws IOException {
        PromptOptions options = thinking.in(PromptOptions.defaults());
        return tools == null ? options : options.withTools(ChatJson.tools(Files.readString(tools)));
    }
}
