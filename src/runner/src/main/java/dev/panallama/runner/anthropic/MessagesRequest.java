package dev.panallama.runner.anthropic;

import dev.panallama.ChatOptions;
import dev.panallama.GenerationOptions;
import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.PromptOptions;
import dev.panallama.chat.Tool;
import dev.panallama.chat.TrimPolicy;
import dev.panallama.grammar.Grammar;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.LoraFields;
import dev.panallama.runner.answering.Question;
import dev.panallama.runner.answering.SamplingFields;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request for a message, or for how long its prompt is: read and checked.
///
/// @param stream whether the message comes piece by piece
/// @param showsThinking whether it has what the model thought
record MessagesRequest(
        Question question,
        boolean stream,
        boolean showsThinking) {
    private static final Map<String, String> EFFORTS = Map.of(
            "low", "low", "medium", "medium", "high", "high", "xhigh", "xhigh", "max", "max");

    /// Reads a request to answer.
    ///
    /// @throws RequestException if a field is wrong or missing, or asks for what cannot be done
    static MessagesRequest answered(Fields fields) {
        if (!fields.has("max_tokens")) throw RequestException.of("max_tokens", "is missing");
        return counted(fields);
    }

    /// Reads a request to count: the same, without a limit.
    ///
    /// @throws RequestException if a field is wrong, or asks for what cannot be done
    static MessagesRequest counted(Fields fields) {
        fields.refuse("is not supported: nothing is run or asked elsewhere", "container", "mcp_servers");
        Thinking thinking = Thinking.read(fields);
        List<ChatMessage> messages = ConversationReader.read(fields);
        ChatOptions options = options(fields, thinking);
        return new MessagesRequest(
                new Question(messages, options, continues(messages, options), LoraFields.read(fields)),
                fields.flag("stream").orElse(false),
                thinking.shown());
    }

    /// A last message of the model is continued.
    private static boolean continues(List<ChatMessage> messages, ChatOptions options) {
        if (!(messages.getLast() instanceof AssistantMessage)) return false;
        if (options.prompt().thinking().orElse(false))
            throw RequestException.of("thinking", "cannot be combined with an answer that is begun for the model");
        if (options.generation().grammar().isPresent())
            throw RequestException.of("output_config.format",
                    "cannot be combined with an answer that is begun for the model");
        return true;
    }

    private static ChatOptions options(Fields fields, Thinking thinking) {
        Optional<Fields> output = fields.object("output_config");
        List<Tool> tools = ToolFields.tools(fields);
        ChatOptions options = ChatOptions.defaults()
                .withSampler(SamplingFields.sampler(fields))
                .withPrompt(prompt(output, thinking))
                .withThinkingBudget(thinking.budget())
                .withToolChoice(ToolFields.choice(fields, tools))
                .withParallelCalls(ToolFields.parallel(fields))
                .withToolRounds(0)
                .withTrimPolicy(TrimPolicy.refusing());
        return Answering.checked("tools", () -> options.withPrompt(options.prompt().withTools(tools)))
                .withGeneration(generation(fields, output));
    }

    private static PromptOptions prompt(Optional<Fields> output, Thinking thinking) {
        PromptOptions options = PromptOptions.defaults();
        if (thinking.on().isPresent()) options = options.withThinking(thinking.on().get());
        Optional<String> effort = output.flatMap(it -> it.oneOf("effort", EFFORTS));
        return effort.isPresent() ? options.withVariable("reasoning_effort", effort.get()) : options;
    }

    private static GenerationOptions generation(Fields fields, Optional<Fields> output) {
        GenerationOptions options = GenerationOptions.defaults().withStopStrings(fields.filledTexts("stop_sequences"));
        Optional<Integer> most = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
        if (most.isPresent()) options = options.withMaxTokens(most.get());
        Optional<Grammar> format = output.flatMap(it -> it.object("format")).map(MessagesRequest::format);
        return format.isPresent() ? options.withGrammar(format.get()) : options;
    }

    private static Grammar format(Fields format) {
        Fields schema = format.text("type").filter("json_schema"::equals)
                .flatMap(_ -> format.object("schema"))
                .orElseThrow(() -> RequestException.of("output_config.format",
                        "is no format: give {\"type\": \"json_schema\", \"schema\": {...}}"));
        return Answering.checked("output_config.format", () -> Grammar.jsonSchema(schema.node().toString()));
    }
}
