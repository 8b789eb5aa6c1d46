package dev.panallama.runner.llamacpp;

import dev.panallama.GenerationOptions;
import dev.panallama.LogProbabilityOptions;
import dev.panallama.runner.answering.EngineFields;
import dev.panallama.runner.answering.LoraFields;
import dev.panallama.runner.answering.SamplingFields;
import dev.panallama.runner.answering.SideBySide;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import dev.panallama.sampler.Sampler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What `/completion` and `/infill` are asked for beside the prompt, read and checked.
///
/// @param generation without an [EarlyEnd]
/// @param maxTokens how many tokens are generated at most, 0 for none; [GenerationOptions#UNLIMITED] for as many as fit
/// @param count how many answers are wanted to each prompt
/// @param indent how many blanks lines have at least
/// @param timeLimit for the generation, zero for none
/// @param stream whether answers come piece by piece
/// @param reuses whether what was computed for others may serve
/// @param returnTokens whether a whole answer has its tokens beside the text
/// @param pieceTimings whether each piece of a stream tells what it took
/// @param lora how strongly adapters of the model are applied, by their numbers; empty for as usual
/// @param responseFields what the answer has, all if it is empty
record CompletionRequest(
        Sampler sampler,
        GenerationOptions generation,
        int maxTokens,
        int count,
        int indent,
        Duration timeLimit,
        boolean stream,
        boolean reuses,
        boolean returnTokens,
        boolean pieceTimings,
        Map<Integer, Float> lora,
        List<String> responseFields) {
    private static final int MOST_INDENT = 10_000;

    /// @throws RequestException if a field is wrong, or asks for what cannot be done
    static CompletionRequest read(Fields fields) {
        EngineFields.refuse(fields);
        int most = mostTokens(fields);
        return new CompletionRequest(
                SamplingFields.sampler(fields),
                generation(fields, most),
                most,
                fields.integer("n_cmpl", 1, SideBySide.MOST).or(() -> fields.integer("n", 1, SideBySide.MOST))
                        .orElse(1),
                fields.integer("n_indent", 0, MOST_INDENT).orElse(0),
                Duration.ofMillis(Math.max(0, fields.integer("t_max_predict_ms", -1, Integer.MAX_VALUE).orElse(0))),
                fields.flag("stream").orElse(false),
                fields.flag("cache_prompt").orElse(true),
                fields.flag("return_tokens").orElse(false),
                fields.flag("timings_per_token").orElse(false),
                LoraFields.read(fields),
                fields.texts("response_fields"));
    }

    CompletionRequest withGeneration(GenerationOptions options) {
        return new CompletionRequest(sampler, options, maxTokens, count, indent, timeLimit, stream, reuses,
                returnTokens, pieceTimings, lora, responseFields);
    }

    boolean hasProbabilities() {
        return generation.logProbabilities().when() != LogProbabilityOptions.When.NEVER;
    }

    private static int mostTokens(Fields fields) {
        int most = fields.integer("n_predict", -1, Integer.MAX_VALUE)
                .or(() -> fields.integer("max_tokens", -1, Integer.MAX_VALUE))
                .orElse(-1);
        return most < 0 ? GenerationOptions.UNLIMITED : most;
    }

    private static GenerationOptions generation(Fields fields, int most) {
        GenerationOptions options = GenerationOptions.defaults()
                .withMaxTokens(Math.max(1, most))
                .withStopStrings(fields.filledTexts("stop"))
                .withEndsWithModel(!fields.flag("ignore_eos").orElse(false));
        int scores = fields.integer("n_probs", 0, LogProbabilityOptions.MAX_ALTERNATIVES).orElse(0);
        if (scores > 0)
            options = options.withLogProbabilities(new LogProbabilityOptions(
                    fields.flag("post_sampling_probs").orElse(false)
                            ? LogProbabilityOptions.When.AFTER_SAMPLING
                            : LogProbabilityOptions.When.BEFORE_SAMPLING,
                    scores));
        GenerationOptions unconstrained = options;
        return SamplingFields.grammar(fields).map(unconstrained::withGrammar).orElse(unconstrained);
    }
}
