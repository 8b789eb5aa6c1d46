package dev.panallama.runner.cli.generate;

import dev.panallama.ChatOptions;
import dev.panallama.GenerationOptions;
import dev.panallama.SessionOptions;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.grammar.Grammar;
import dev.panallama.runner.store.ModelSettings;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The options of `run`.
final class RunOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
        names = "--temp",
        paramLabel = "T",
        defaultValue = "0.2",
        description = "Temperature: higher is more varied, 0 takes the likeliest token every time (default: ${DEFAULT-VALUE}).")
    private float temperature;

    @Option(
        names = "--top-k",
        paramLabel = "K",
        defaultValue = "40",
        description = "Choose among the K likeliest tokens, 0 for all (default: ${DEFAULT-VALUE}).")
    private int topK;

    @Option(
        names = "--top-p",
        paramLabel = "P",
        defaultValue = "0.9",
        description = "Choose among the likeliest tokens that reach probability P together (default: ${DEFAULT-VALUE}).")
    private float topP;

    @Option(
        names = "--min-p",
        paramLabel = "P",
        defaultValue = "0.05",
        description = "Choose among tokens at least P times as likely as the likeliest (default: ${DEFAULT-VALUE}).")
    private float minP;

    @Option(
        names = "--seed",
        paramLabel = "N",
        description = "Make the choice repeatable (default: another seed every time).")
    private @Nullable Integer seed;

    @Option(
        names = "--ctx",
        paramLabel = "N",
        defaultValue = "0",
        description = "Hold at least N tokens of conversation, 0 for what suits the model (default: ${DEFAULT-VALUE}).")
    private int contextLength;

    @Option(
        names = "--max-tokens",
        paramLabel = "N",
        defaultValue = "1024",
        description = "End an answer after N tokens (default: ${DEFAULT-VALUE}).")
    private int maxTokens;

    @Option(
        names = "--threads",
        paramLabel = "N",
        defaultValue = "0",
        description = "Compute on N threads, at most one per processor, 0 for what suits the machine (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--system", paramLabel = "TEXT", description = "What the model is told before the conversation.")
    private @Nullable String system;

    @Option(
        names = "--think",
        negatable = true,
        description = "Have the model think before it answers, or not (default: as its template has it).")
    private @Nullable Boolean think;

    @Option(
        names = "--template",
        paramLabel = "T",
        description = "Write the conversation by another chat template: a file, or one of ${COMPLETION-CANDIDATES}.",
        completionCandidates = TemplateOption.class)
    private @Nullable String template;

    @Mixin
    private final FormOptions form = new FormOptions();

    @Option(names = "--hidethinking", description = "Do not show what the model thinks before it answers.")
    private boolean hidesThinking;

    @Option(
        names = "--no-history",
        fallbackValue = "true",
        description = "Do not remember what is typed in the chat.")
    private boolean forgets;

    @Option(names = "--raw", description = "Continue the prompt as it is, without the model's chat template.")
    private boolean raw;

    @Option(
        names = "--verbose",
        fallbackValue = "true",
        description = "Say how fast it went, and show llama.cpp's warnings.")
    private boolean verbose;

    /// Returns how the conversation goes. What the command line does not say is as the model's maker has said.
    ///
    /// @throws IllegalArgumentException if a value is out of range, or has no place in raw text
    /// @throws dev.panallama.error.GrammarException if there can be no answer of the form
    /// @throws IOException if a file cannot be read
    ChatOptions chat(ModelSettings settings) throws IOException {
        if (raw && system != null) throw new IllegalArgumentException("--system has no place in --raw text");
        if (raw && think != null) throw new IllegalArgumentException("--think has no place in --raw text");
        if (raw && template != null) throw new IllegalArgumentException("--template has no place in --raw text");
        ChatOptions options = ChatOptions.defaults()
                .withSystem(system != null ? system : settings.system().orElse(""))
                .withSession(session(settings))
                .withSampler(sampler(settings))
                .withGeneration(generation(settings));
        if (think != null) options = options.withThinking(think);
        if (template != null) return options.withTemplate(TemplateOption.named(template));
        return settings.template().isEmpty()
                ? options
                : options.withTemplate(ChatTemplate.parse(settings.template().get()));
    }

    private Sampler sampler(ModelSettings settings) {
        var _ = Sampler.of(new Stage.TopK(topK), new Stage.TopP(topP), new Stage.MinP(minP),
                new Stage.Temperature(temperature)); // refuses what is out of range
        ObjectNode fields = settings.fields();
        put(fields, "--temp", "temperature", temperature);
        put(fields, "--top-k", "top_k", topK);
        put(fields, "--top-p", "top_p", topP);
        put(fields, "--min-p", "min_p", minP);
        if (seed != null) fields.put("seed", seed);
        return Sampler.fromJson(fields.toString());
    }

    private void put(ObjectNode fields, String option, String name, Number value) {
        if (isGiven(option) || !fields.has(name)) fields.putPOJO(name, value);
    }

    private boolean isGiven(String option) {
        return command != null && command.commandLine().getParseResult().hasMatchedOption(option);
    }

    private SessionOptions session(ModelSettings settings) {
        int length = isGiven("--ctx") ? contextLength : settings.fields().path("num_ctx").asInt(contextLength);
        return SessionOptions.defaults().withContextLength(length).withThreads(threads);
    }

    private GenerationOptions generation(ModelSettings settings) throws IOException {
        ObjectNode fields = settings.fields();
        int most = isGiven("--max-tokens") ? maxTokens : fields.path("num_predict").asInt(maxTokens);
        if (isGiven("--max-tokens") && most < 1)
            throw new IllegalArgumentException("max-tokens is %d: give 1 or more".formatted(maxTokens));
        GenerationOptions options = GenerationOptions.defaults()
                .withStopStrings(fields.path("stop").valueStream().map(JsonNode::asString).toArray(String[]::new));
        if (most > 0) options = options.withMaxTokens(most);
        Optional<Grammar> grammar = form.grammar();
        return grammar.isPresent() ? options.withGrammar(grammar.get()) : options;
    }

    boolean raw() {
        return raw;
    }

    boolean verbose() {
        return verbose;
    }

    boolean hidesThinking() {
        return hidesThinking;
    }

    boolean remembers() {
        return !forgets;
    }
}
