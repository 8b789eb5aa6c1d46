package dev.panallama.runner.cli.generate;

import static java.util.Objects.requireNonNullElse;

import dev.panallama.ChatOptions;
import dev.panallama.GenerationOptions;
import dev.panallama.SessionOptions;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.chat.PromptOptions;
import dev.panallama.grammar.Grammar;
import dev.panallama.runner.cli.command.AttentionOptions;
import dev.panallama.runner.serving.UsualWay;
import dev.panallama.runner.store.ModelSettings;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of `run`.
final class RunOptions {
    @Option(
        names = "--temp",
        paramLabel = "T",
        description = "Temperature: higher is more varied, 0 takes the likeliest token every time (default: 0.2).")
    private @Nullable Float temperature;

    @Option(
        names = "--top-k",
        paramLabel = "K",
        description = "Choose among the K likeliest tokens, 0 for all (default: 40).")
    private @Nullable Integer topK;

    @Option(
        names = "--top-p",
        paramLabel = "P",
        description = "Choose among the likeliest tokens that reach probability P together (default: 0.9).")
    private @Nullable Float topP;

    @Option(
        names = "--min-p",
        paramLabel = "P",
        description = "Choose among tokens at least P times as likely as the likeliest (default: 0.05).")
    private @Nullable Float minP;

    @Option(
        names = "--seed",
        paramLabel = "N",
        description = "Make the choice repeatable (default: another seed every time).")
    private @Nullable Integer seed;

    @Option(
        names = "--ctx",
        paramLabel = "N",
        description = "Hold at least N tokens of conversation, 0 for what suits the model (default: 0).")
    private @Nullable Integer contextLength;

    @Option(
        names = "--max-tokens",
        paramLabel = "N",
        description = "End an answer after N tokens (default: 1024).")
    private @Nullable Integer maxTokens;

    @Option(
        names = "--threads",
        paramLabel = "N",
        defaultValue = "0",
        description = "Compute on N threads, at most one per processor, 0 for what suits the machine (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--system", paramLabel = "TEXT", description = "What the model is told before the conversation.")
    private @Nullable String system;

    @Mixin
    private final ThinkingOptions thinking = new ThinkingOptions();

    @Option(
        names = "--template",
        paramLabel = "T",
        description = "Write the conversation by another chat template: a file, or one of ${COMPLETION-CANDIDATES}.",
        completionCandidates = TemplateOption.class)
    private @Nullable String template;

    @Mixin
    private final AttentionOptions attention = new AttentionOptions();

    @Mixin
    private final FormOptions form = new FormOptions();

    @Mixin
    private final VectorOptions vectors = new VectorOptions();

    @Option(names = "--hidethinking", description = "Do not show what the model thinks before it answers.")
    private boolean hidesThinking;

    @Option(names = "--nowordwrap", description = "Do not break lines between words where a terminal shows the answer.")
    private boolean leavesLines;

    @Option(
        names = "--no-history",
        fallbackValue = "true",
        description = "Do not remember what is typed in the chat.")
    private boolean forgets;

    @Option(names = "--raw", description = "Continue the prompt as it is, without the model's chat template.")
    private boolean raw;

    @Option(
        names = "--json",
        description = "Print the answer as one JSON object when it is whole, with counts and durations.")
    private boolean json;

    @Option(
        names = "--keepalive",
        paramLabel = "DURATION",
        hidden = true,
        description = "Ollama's, and without effect: the model is freed when the program ends.")
    private @Nullable String keepAlive;

    @Option(
        names = "--verbose",
        fallbackValue = "true",
        description = "Say how fast it went, and show llama.cpp's warnings.")
    private boolean verbose;

    /// Returns these options, of which all is well that does not depend on a model.
    ///
    /// @throws IllegalArgumentException if a value is out of range, or has no place in raw text
    /// @throws dev.panallama.error.GrammarException if there can be no answer of the form
    /// @throws IOException if a file cannot be read
    RunOptions checked() throws IOException {
        if (raw && system != null) throw new IllegalArgumentException("--system has no place in --raw text");
        if (raw && thinking.areGiven()) throw new IllegalArgumentException("--think has no place in --raw text");
        if (raw && template != null) throw new IllegalArgumentException("--template has no place in --raw text");
        var _ = Sampler.of(new Stage.TopK(requireNonNullElse(topK, UsualWay.TOP_K)),
                new Stage.TopP(requireNonNullElse(topP, UsualWay.TOP_P)),
                new Stage.MinP(requireNonNullElse(minP, UsualWay.MIN_P)),
                new Stage.Temperature(requireNonNullElse(temperature, UsualWay.TEMPERATURE)));
        var _ = session(requireNonNullElse(contextLength, 0));
        if (maxTokens != null && maxTokens < 1)
            throw new IllegalArgumentException("max-tokens is %d: give 1 or more".formatted(maxTokens));
        if (template != null) TemplateOption.named(template);
        var _ = vectors.embedder();
        var _ = thinking.in(PromptOptions.defaults());
        var _ = form.grammar();
        return this;
    }

    /// Returns how the conversation goes. What the command line does not say is as the model's maker has said.
    ///
    /// @throws IllegalArgumentException if the maker has said what is out of range
    /// @throws IOException if a file cannot be read
    ChatOptions chat(ModelSettings settings) throws IOException {
        ChatOptions options = ChatOptions.defaults()
                .withSystem(system != null ? system : settings.system().orElse(""))
                .withSession(session(settings))
                .withSampler(UsualWay.sampler(settings, said()))
                .withGeneration(generation(settings));
        options = options.withPrompt(thinking.in(options.prompt()));
        if (template != null) return options.withTemplate(TemplateOption.named(template));
        return settings.template().isEmpty()
                ? options
                : options.withTemplate(ChatTemplate.parse(settings.template().get()));
    }

    /// Returns what the line says of sampling, by the names that llama-server has for it.
    private Map<String, Number> said() {
        var said = new HashMap<String, Number>();
        if (temperature != null) said.put("temperature", temperature);
        if (topK != null) said.put("top_k", topK);
        if (topP != null) said.put("top_p", topP);
        if (minP != null) said.put("min_p", minP);
        if (seed != null) said.put("seed", seed);
        return said;
    }

    private SessionOptions session(ModelSettings settings) {
        return session(contextLength != null ? contextLength : settings.fields().path("num_ctx").asInt(0));
    }

    private SessionOptions session(int length) {
        return attention.in(SessionOptions.defaults().withContextLength(length).withThreads(threads));
    }

    private GenerationOptions generation(ModelSettings settings) throws IOException {
        OptionalInt most = maxTokens != null ? OptionalInt.of(maxTokens) : OptionalInt.empty();
        GenerationOptions options = UsualWay.generation(settings, most);
        Optional<Grammar> grammar = form.grammar();
        return grammar.isPresent() ? options.withGrammar(grammar.get()) : options;
    }

    boolean raw() {
        return raw;
    }

    boolean verbose() {
        return verbose;
    }

    VectorOptions vectors() {
        return vectors;
    }

    int threads() {
        return threads;
    }

    boolean json() {
        return json;
    }

    /// Returns whether it is said how long the model is to be kept.
    boolean keeps() {
        return keepAlive != null;
    }

    boolean hidesThinking() {
        return hidesThinking;
    }

    boolean wrapsWords() {
        return !leavesLines;
    }

    boolean remembers() {
        return !forgets;
    }
}
