package dev.panallama.runner.openai;

import dev.panallama.ChatOptions;
import dev.panallama.GenerationOptions;
import dev.panallama.LogProbabilityOptions;
import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.PromptOptions;
import dev.panallama.chat.Tool;
import dev.panallama.chat.ToolChoice;
import dev.panallama.chat.TrimPolicy;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.ConversationFields;
import dev.panallama.runner.answering.LoraFields;
import dev.panallama.runner.answering.Question;
import dev.panallama.runner.answering.SamplingFields;
import dev.panallama.runner.answering.SideBySide;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A request for a chat completion, read and checked.
///
/// @param count how many answers are wanted
/// @param stream whether they come piece by piece
/// @param streamedUsage whether the stream ends with what it took
public record ChatRequest(
        Question question,
        int count,
        boolean stream,
        boolean streamedUsage) {
    /// @throws RequestException if a field is wrong, or asks for what cannot be done
    static ChatRequest read(Fields fields) {
        refuse(fields);
        boolean usage = fields.object("stream_options").flatMap(it -> it.flag("include_usage")).orElse(false);
        List<ChatMessage> messages = ConversationFields.messages(fields);
        boolean continues = continues(fields, messages);
        GenerationOptions generation = generation(fields);
        if (continues && generation.grammar().isPresent())
            throw RequestException.of("continue_final_message", "cannot be combined with a format of the answer");
        return new ChatRequest(
                new Question(messages, options(fields, generation, fields.text("reasoning_effort")), continues,
                        LoraFields.read(fields)),
                fields.integer("n", 1, SideBySide.MOST).orElse(1),
                fields.flag("stream").orElse(false),
                usage);
    }

    boolean hasLogProbabilities() {
        return question.options().generation().logProbabilities().when() != LogProbabilityOptions.When.NEVER;
    }

    /// A last message of the model is continued unless another one is asked for.
    private static boolean continues(Fields fields, List<ChatMessage> messages) {
        boolean possible = messages.getLast() instanceof AssistantMessage it && it.calls().isEmpty();
        boolean another = fields.flag("add_generation_prompt").orElse(!possible);
        boolean continues = fields.flag("continue_final_message").orElse(!another);
        if (continues && fields.has("add_generation_prompt") && another)
            throw RequestException.of("continue_final_message", "is true, and so is add_generation_prompt: give one");
        if (continues && !possible)
            throw RequestException.of(
                    fields.has("continue_final_message") ? "continue_final_message" : "add_generation_prompt",
                    "asks to go on from a text of the assistant, and the last message is none");
        if (continues && messages.size() > 1 && messages.get(messages.size() - 2) instanceof AssistantMessage)
            throw RequestException.of("messages", "ends with two messages of the assistant: join them");
        return continues;
    }

    private static void refuse(Fields fields) {
        fields.refuse("is not supported: give tools instead", "functions", "function_call");
        fields.refuse("is not supported: models here answer with text", "audio", "web_search_options");
        fields.refuse("is not supported: nothing is kept here", "store");
        OpenAi.refuseEngineFields(fields);
        OpenAi.refuseVerbosity(fields, "verbosity");
        if (fields.has("top_logprobs") && !fields.flag("logprobs").orElse(false))
            throw RequestException.of("top_logprobs", "is given without logprobs");
        if (!fields.texts("modalities").stream().allMatch("text"::equals))
            throw RequestException.of("modalities", "is not supported: models here answer with text");
    }

    /// Returns what is asked of a chat: sampling, tools and thinking.
    ///
    /// @param effort how much the model is to think
    public static ChatOptions options(Fields fields, GenerationOptions generation, Optional<String> effort) {
        PromptOptions prompt = ConversationFields.options(fields, effort);
        ChatOptions options = Answering.checked("tools", () -> ChatOptions.defaults().withPrompt(prompt))
                .withSampler(SamplingFields.sampler(fields))
                .withGeneration(generation)
                .withToolChoice(checked(toolChoice(fields), prompt.tools()))
                .withToolRounds(0)
                .withTrimPolicy(TrimPolicy.refusing());
        return options.withParallelCalls(fields.flag("parallel_tool_calls").orElse(true));
    }

    private static GenerationOptions generation(Fields fields) {
        GenerationOptions options = GenerationOptions.defaults()
                .withStopStrings(fields.filledTexts("stop"));
        int most = limit(fields, "max_completion_tokens").or(() -> limit(fields, "max_tokens")).orElse(-1);
        if (most > 0) options = options.withMaxTokens(most);
        if (fields.flag("logprobs").orElse(false))
            options = options.withLogProbabilities(new LogProbabilityOptions(
                    LogProbabilityOptions.When.BEFORE_SAMPLING, fields.integer("top_logprobs", 0, 20).orElse(0)));
        GenerationOptions unconstrained = options;
        return AnswerFormat.grammar(fields).map(unconstrained::withGrammar).orElse(unconstrained);
    }

    /// Returns a number of tokens; -1 is no limit.
    public static Optional<Integer> limit(Fields fields, String name) {
        Optional<Integer> limit = fields.integer(name, -1, Integer.MAX_VALUE);
        if (limit.filter(it -> it == 0).isPresent())
            throw RequestException.of(name, "is 0: give 1 or more, or -1 for no limit");
        return limit;
    }

    private static ToolChoice checked(ToolChoice choice, List<Tool> tools) {
        if (choice instanceof ToolChoice.Required && tools.isEmpty())
            throw RequestException.of("tool_choice", "is required, and there are no tools");
        if (choice instanceof ToolChoice.Named(String name) && tools.stream().noneMatch(it -> it.name().equals(name)))
            throw RequestException.of("tool_choice", "is \"%s\", which is none of the tools".formatted(name));
        return choice;
    }

    private static ToolChoice toolChoice(Fields fields) {
        Optional<JsonNode> choice = fields.any("tool_choice");
        if (choice.isEmpty()) return new ToolChoice.Automatic();
        if (choice.get().isObject()) {
            String name = choice.get().path("function").path("name")
                    .asString(choice.get().path("name").asString(""));
            if (name.isEmpty())
                throw RequestException.of("tool_choice", "names no function: give {\"type\": \"function\", ...}");
            return new ToolChoice.Named(name);
        }
        return fields.oneOf("tool_choice", Map.of(
                "none", new ToolChoice.None(),
                "auto", new ToolChoice.Automatic(),
                "required", new ToolChoice.Required())).orElseThrow();
    }
}
