package dev.panallama.runner.openai;

import dev.panallama.GenerationOptions;
import dev.panallama.LogProbabilityOptions;
import dev.panallama.Vocabulary;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.LoraFields;
import dev.panallama.runner.answering.SamplingFields;
import dev.panallama.runner.answering.SideBySide;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.sampler.Sampler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A request to continue texts, read and checked.
///
/// @param prompts texts, or tokens of some
/// @param count how many answers are wanted to each
/// @param suffix what comes after the text that is wanted
/// @param most how many tokens are wanted at most; 0 for none
/// @param echo whether an answer begins with its prompt
/// @param lora how strongly adapters of the model are applied, by their numbers; empty for as usual
/// @param stream whether answers come piece by piece
/// @param streamedUsage whether the stream ends with what it took
record TextRequest(
        List<JsonNode> prompts,
        Optional<String> suffix,
        Sampler sampler,
        GenerationOptions generation,
        int most,
        int count,
        boolean echo,
        Map<Integer, Float> lora,
        boolean stream,
        boolean streamedUsage) {
    private static final int USUAL_TOKENS = 16; // as OpenAI has it
    private static final int MOST_SCORES = 5;
    /// @throws RequestException if a field is wrong, or asks for what cannot be done
    static TextRequest read(Fields fields) {
        OpenAi.refuseEngineFields(fields);
        List<JsonNode> prompts = prompts(fields);
        int count = fields.integer("n", 1, SideBySide.MOST).orElse(1);
        if (fields.integer("best_of", 0, Integer.MAX_VALUE).orElse(0) > count)
            throw RequestException.of("best_of", "is more than n: all answers are given");
        if ((long) count * prompts.size() > SideBySide.MOST)
            throw RequestException.of("prompt",
                    "asks for %,d answers: %d are the most".formatted((long) count * prompts.size(), SideBySide.MOST));
        boolean echo = fields.flag("echo").orElse(false);
        Optional<String> suffix = fields.text("suffix").filter(it -> !it.isEmpty());
        if (suffix.isPresent() && (echo || !prompts.stream().allMatch(JsonNode::isString)))
            throw RequestException.of("suffix", "goes with a prompt that is text, and without echo");
        Map<Integer, Float> lora = LoraFields.read(fields);
        if (echo && fields.has("logprobs") && !lora.isEmpty())
            throw RequestException.of("lora",
                    "goes not with echo and logprobs: a prompt's probabilities are computed without adapters");
        int most = fields.integer("max_tokens", -1, Integer.MAX_VALUE).orElse(USUAL_TOKENS);
        return new TextRequest(
                prompts,
                suffix,
                SamplingFields.sampler(fields),
                generation(fields, most),
                most,
                count,
                echo,
                lora,
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

    private static GenerationOptions generation(Fields fields, int most) {
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

    /// Returns the tokens of a prompt, with those that the model wants before a text; or those that ask it to fill the gap
    /// before the suffix.
    ///
    /// @throws RequestException if there is a suffix, and the model has no tokens for that
    int[] tokens(JsonNode prompt, Vocabulary vocabulary) {
        if (suffix.isPresent()) return Answering.gap(vocabulary).prompt(prompt.stringValue(), suffix.get());
        return prompt.isString()
                ? vocabulary.tokenize(prompt.stringValue(), true, true)
                : prompt.valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    /// Returns how an answer is generated.
    GenerationOptions generation(Vocabulary vocabulary) {
        return suffix.isPresent() ? generation.withStopTokens(Answering.gap(vocabulary).stopTokens()) : generation;
    }

    /// Returns what an answer repeats of a prompt.
    Echo echo(JsonNode prompt, int[] ids, LoadedModel loaded) {
        if (!echo) return Echo.NONE;
        String text = prompt.isString() ? prompt.stringValue() : loaded.model().vocabulary().detokenize(ids);
        return hasLogProbabilities() && ids.length > 0
                ? Echo.scored(text, ids, generation.logProbabilities().alternatives(), loaded)
                : Echo.of(text);
    }
}
