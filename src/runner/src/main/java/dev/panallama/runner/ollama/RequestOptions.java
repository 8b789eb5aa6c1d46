package dev.panallama.runner.ollama;

import dev.panallama.Chat;
import dev.panallama.ChatOptions;
import dev.panallama.GenerationOptions;
import dev.panallama.LogProbabilityOptions;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.chat.PromptOptions;
import dev.panallama.chat.TrimPolicy;
import dev.panallama.grammar.Grammar;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.SamplingFields;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.parameters.ParameterNames;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.store.ModelSettings;
import dev.panallama.sampler.Sampler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What requests to generate and to chat have in common: `options`, `format`, `think`.
final class RequestOptions {
    private static final Logger LOG = System.getLogger("dev.panallama.server");
    private static final Set<String> WHOLE = Set.of("num_keep", "num_batch", "num_gpu", "main_gpu", "num_thread");
    private static final Set<String> FLAGS = Set.of("use_mmap", "use_mlock", "numa", "low_vram", "penalize_newline");
    private static final Map<String, Double> DEFAULTS = Map.of("temperature", 0.8, "top_p", 0.9, "min_p", 0.0);

    private final Fields request;
    private final Fields options;

    /// @param settings how the model is used where the request does not say it
    /// @throws RequestException if a field is of the wrong type
    RequestOptions(Fields request, ModelSettings settings) {
        this.request = request;
        request.refuse("is not supported: an answer ends where the context is full", "shift");
        ObjectNode all = settings.fields();
        all.remove("num_ctx"); // was decided when the model was loaded
        request.object("options").ifPresent(it -> all.setAll((ObjectNode) it.node()));
        options = new Fields(all);
        for (String name : options.node().propertyNames())
            if (!ParameterNames.ALL.contains(name)) leaveOut(name);
    }

    private void leaveOut(String name) {
        if (WHOLE.contains(name)) options.integer(name, Integer.MIN_VALUE, Integer.MAX_VALUE);
        if (FLAGS.contains(name)) options.flag(name);
        LOG.log(Level.INFO, "option {0} is left out: the server decides that itself", name);
    }

    /// Whether log-probabilities are wanted.
    boolean isScored() {
        return request.flag("logprobs").orElse(false);
    }

    private LogProbabilityOptions logProbabilities() {
        int top = request.integer("top_logprobs", 0, 20).orElse(0);
        if (isScored()) return new LogProbabilityOptions(LogProbabilityOptions.When.BEFORE_SAMPLING, top);
        if (top > 0) throw RequestException.of("top_logprobs", "is given without logprobs");
        return LogProbabilityOptions.NONE;
    }

    /// Returns how tokens are chosen, with Ollama's defaults.
    Sampler sampler() {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        DEFAULTS.forEach(fields::put);
        for (Map.Entry<String, JsonNode> it : options.node().properties()) {
            boolean any = it.getKey().equals("seed") && it.getValue().asDouble(0) < 0;
            if (ParameterNames.SAMPLING.contains(it.getKey()) && !any) fields.set(it.getKey(), it.getValue());
        }
        return SamplingFields.sampler(new Fields(fields));
    }

    /// Returns when an answer ends.
    GenerationOptions generation() {
        GenerationOptions all = GenerationOptions.defaults()
                .withLogProbabilities(logProbabilities())
                .withStopStrings(options.filledTexts("stop"));
        int most = options.integer("num_predict", -2, Integer.MAX_VALUE).orElse(-1);
        if (most == 0) throw RequestException.of("num_predict", "is 0: give 1 or more, or -1 for no limit");
        GenerationOptions limited = most < 0 ? all : all.withMaxTokens(most);
        return grammar().map(limited::withGrammar).orElse(limited);
    }

    private Optional<Grammar> grammar() {
        Optional<JsonNode> format = request.any("format").filter(it -> !it.isString() || !it.stringValue().isEmpty());
        if (format.isEmpty()) return Optional.empty();
        boolean plain = format.get().isString() && format.get().stringValue().equals("json");
        if (!plain && !format.get().isObject())
            throw RequestException.of("format", "is neither \"json\" nor a JSON schema");
        String schema = plain ? "{\"type\": \"object\"}" : format.get().toString();
        return Optional.of(Answering.checked("format", () -> Grammar.jsonSchema(schema)));
    }

    /// Returns how a conversation is answered.
    ChatOptions chat() {
        boolean truncates = request.flag("truncate").orElse(false);
        return ChatOptions.defaults()
                .withSampler(sampler())
                .withGeneration(generation())
                .withPrompt(thinking())
                .withToolRounds(0)
                .withTrimPolicy(truncates ? TrimPolicy.droppingOldest() : TrimPolicy.refusing());
    }

    /// True or false, or how much.
    private PromptOptions thinking() {
        Optional<JsonNode> think = request.any("think");
        if (think.isEmpty()) return PromptOptions.defaults();
        if (think.get().isBoolean()) return PromptOptions.defaults().withThinking(think.get().booleanValue());
        if (!think.get().isString()) throw RequestException.of("think", "is neither true nor false nor a level");
        return PromptOptions.defaults().withThinking(true).withVariable("reasoning_effort", think.get().stringValue());
    }

    /// Refuses to think, for a model that cannot.
    ///
    /// @param template what writes the conversation, if anything does
    void checkThinking(LoadedModel model, Optional<ChatTemplate> template) {
        boolean wanted = thinking().thinking().orElse(false);
        if (wanted && template.filter(Chat::canThink).isEmpty())
            throw RequestException.of("think", "cannot be obeyed: \"%s\" does not support thinking"
                    .formatted(model.installed().name()));
    }

    /// Refuses a context longer than there is: it is decided when the model is loaded.
    void checkContext(LoadedModel model) {
        int there = model.engine().options().session().contextLength();
        int wanted = options.integer("num_ctx", 0, Integer.MAX_VALUE).orElse(0);
        if (wanted > there)
            throw RequestException.of("num_ctx",
                    "is %d: the model is loaded with %d, start the server with --ctx %d".formatted(wanted, there,
                            wanted));
    }
}
