package dev.panallama.runner.openai;

import dev.panallama.GenerationOptions;
import dev.panallama.LogProbabilityOptions;
import dev.panallama.Vocabulary;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import dev.panallama.sampler.Sampler;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A request to continue texts, read and checked.
///
/// @param prompts texts, or tokens of some
/// @param count how many answers are wanted to each
/// @param echo whether an answer begins with its prompt
/// @param stream whether answers come piece by piece
/// @param streamedUsage whether the stream ends with what it took
record TextRequest(
        Optional<String> model,
        List<JsonNode> prompts,
        Sampler sampler,
        GenerationOptions generation,
        int count,
        boolean echo,
        boolean stream,
        boolean streamedUsage) {
    private static final int USUAL_TOKENS = 16; // as OpenAI has it
    private static final int MOST_SCORES = 5;
    private static final int MOST_CHOICES = 128;

    /// @throws RequestException if a field is wrong, or asks for what cannot be done
    static TextRequest read(Fields fields) {
        fields.refuse("is not supported: all answers are given", "best_of");
        fields.refuse("is not supported yet", "suffix");
        List<JsonNode> prompts = prompts(fields);
        int count = fields.integer("n", 1, MOST_CHOICES).orElse(1);
        if ((long) count * prompts.size() > MOST_CHOICES)
            throw RequestException.of("prompt",
                    "asks for %,d answers: %d are the most".formatted((long) count * prompts.size(), MOST_CHOICES));
        boolean echo = fields.flag("echo").orElse(false);
        if (echo && fields.has("logprobs"))
            throw RequestException.of("logprobs", "is not supported with echo yet");
        return new TextRequest(
                fields.text("model"),
                prompts,
                ChatRequest.checked("sampling", () -> Sampler.fromJson(fields.node().toString())),
                generation(fields),
                count,
                echo,
                fields.flag("stream").orElse(false),
                fields.object("stream_options").flatMap(it -> it.flag("include_usage")).orElse(false));
    }

    boolean hasLogProbabilities() {
        return generation.logProbabilities().when() != LogProbabilityOptions.When.NEVER;
    }

    /// A text, a list of texts, the tokens of one, or a list of those.
    private static List<JsonNode> prompts(Fields fields) {
        JsonNode prompt = fields.any("prompt").orElseThrow(() -> RequestException.of("prompt", "is missing"));
        boolean one = prompt.isString() || isTokens(prompt);
        List<JsonNode> all = one ? List.of(prompt) : prompt.valueStream().toList();
        if (all.isEmpty() || !all.stream().allMatch(it -> it.isString() || isTokens(it)))
            throw RequestException.of("prompt", "is neither text nor tokens nor a list of such");
        return all;
    }

    private static boolean isTokens(JsonNode node) {
        return node.isArray() && !node.isEmpty() && node.valueStream().allMatch(JsonNode::isInt);
    }

    private static GenerationOptions generation(Fields fields) {
        int most = ChatRequest.limit(fields, "max_tokens").orElse(USUAL_TOKENS);
        GenerationOptions options = GenerationOptions.defaults()
                .withStopStrings(fields.filledTexts("stop"));
        if (most > 0) options = options.withMaxTokens(most);
        Optional<Integer> scores = fields.integer("logprobs", 0, MOST_SCORES);
        if (scores.isPresent())
            options = options.withLogProbabilities(
                    new LogProbabilityOptions(LogProbabilityOptions.When.BEFORE_SAMPLING, scores.get()));
        GenerationOptions unconstrained = options;
        return AnswerFormat.grammar(fields).map(unconstrained::withGrammar).orElse(unconstrained);
    }

    /// Returns the tokens of a prompt, with those that the model wants before a text.
    static int[] tokens(JsonNode prompt, Vocabulary vocabulary) {
        return prompt.isString()
                ? vocabulary.tokenize(prompt.stringValue(), true, true)
                : prompt.valueStream().mapToInt(JsonNode::intValue).toArray();
    }
}
