package dev.panallama.runner.openai.responses;

import dev.panallama.ChatOptions;
import dev.panallama.GenerationOptions;
import dev.panallama.LogProbabilityOptions;
import dev.panallama.chat.TrimPolicy;
import dev.panallama.runner.answering.LoraFields;
import dev.panallama.runner.answering.Question;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.openai.AnswerFormat;
import dev.panallama.runner.openai.ChatRequest;
import dev.panallama.runner.openai.OpenAi;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A request for a response, read and checked.
///
/// @param chat what is asked of the model
/// @param fields what was sent, which the response repeats
record ResponseRequest(ChatRequest chat, Fields fields) {
    private static final String LOGPROBS = "message.output_text.logprobs";
    private static final String KEEPS_NOTHING = "is not supported: nothing is kept here, send the whole conversation";
    private static final Map<String, TrimPolicy> TRUNCATIONS = Map.of(
            "disabled", TrimPolicy.refusing(), "auto", TrimPolicy.droppingOldest());

    /// @throws RequestException if a field is wrong, or asks for what cannot be done
    static ResponseRequest read(Fields fields) {
        refuse(fields);
        var chat = new ChatRequest(
                new Question(InputItems.messages(fields), options(fields), false, LoraFields.read(fields)),
                1,
                fields.flag("stream").orElse(false),
                false);
        return new ResponseRequest(chat, fields);
    }

    String truncation() {
        return fields.text("truncation").orElse("disabled");
    }

    private static void refuse(Fields fields) {
        fields.refuse(KEEPS_NOTHING, "previous_response_id", "conversation", "background");
        fields.refuse("is not supported: write the prompt out", "prompt");
        OpenAi.refuseEngineFields(fields);
        for (String it : fields.texts("include"))
            if (!it.equals(LOGPROBS) && !it.equals("reasoning.encrypted_content")) // reasoning comes as it is
                throw RequestException.of("include", "asks for %s, which there is not here".formatted(it));
        for (JsonNode it : fields.list("tools"))
            if (!it.path("type").asString("function").equals("function"))
                throw RequestException.of("tools",
                        "has a tool of type %s: only functions are called".formatted(it.path("type")));
    }

    private static ChatOptions options(Fields fields) {
        return ChatRequest
                .options(fields, generation(fields), fields.object("reasoning").flatMap(it -> it.text("effort")))
                .withTrimPolicy(fields.oneOf("truncation", TRUNCATIONS).orElse(TrimPolicy.refusing()));
    }

    private static LogProbabilityOptions logProbabilities(Fields fields) {
        int top = fields.integer("top_logprobs", 0, 20).orElse(0);
        if (fields.texts("include").contains(LOGPROBS))
            return new LogProbabilityOptions(LogProbabilityOptions.When.BEFORE_SAMPLING, top);
        if (top > 0) throw RequestException.of("top_logprobs", "is given without %s in include".formatted(LOGPROBS));
        return LogProbabilityOptions.NONE;
    }

    private static GenerationOptions generation(Fields fields) {
        GenerationOptions options = GenerationOptions.defaults()
                .withLogProbabilities(logProbabilities(fields))
                .withStopStrings(fields.filledTexts("stop")); // OpenAI has no such field here, but a model may
        Optional<Integer> most = ChatRequest.limit(fields, "max_output_tokens").filter(it -> it > 0);
        if (most.isPresent()) options = options.withMaxTokens(most.get());
        GenerationOptions limited = options;
        Optional<Fields> text = fields.object("text");
        text.ifPresent(it -> OpenAi.refuseVerbosity(it, "text.verbosity"));
        return text.flatMap(it -> it.object("format"))
                .flatMap(it -> AnswerFormat.ofFormat("text.format", it))
                .map(limited::withGrammar)
                .orElse(limited);
    }
}
