package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.chat.Delta;
import dev.panallama.chat.Tool;
import dev.panallama.chat.ToolCall;
import dev.panallama.chat.ToolChoice;
import dev.panallama.chat.ToolResult;
import dev.panallama.grammar.Grammar;
import dev.panallama.sampler.Sampler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tools with the real model. It is too small to choose tools well, so it has to call them; what comes of that is what is tested.
final class ToolLoopTest {
    public record Place(String city) {}

    public record Weather(int celsius, String sky) {}

    private static final ChatOptions OPTIONS = ChatOptions.defaults()
            .withSession(SessionOptions.defaults().withThreads(1).withContextLength(2048))
            .withSampler(Sampler.greedy())
            .withParallelCalls(false)
            .withMaxTokens(60);
    private static final Tool SEARCH = Tool.of("search", "Searches the web.", """
            {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}""");

    private static Model model;

    private final List<Place> asked = new ArrayList<>();
    private final Tool weather = Tool.of("get_weather", "Tells the weather in a city.", Place.class, place -> {
        asked.add(place);
        return new Weather(21, "clear");
    });

    @BeforeAll
    static void load() {
        model = Model.load(TestModels.smolLm2());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void a_handler_runs_and_the_model_goes_on_with_what_it_returned() {
        var named = OPTIONS.withTools(weather, SEARCH).withToolChoice(new ToolChoice.Named("get_weather"));
        try (var chat = model.chat(named)) {
            Reply reply = chat.send("What is the weather in Rome?");
            assertEquals(1, asked.size(), asked::toString);
            assertEquals(4, chat.history().size());
            var call = ((AssistantMessage) chat.history().get(1)).calls().getFirst();
            assertEquals(asked.getFirst(), Grammar.read(call.arguments(), Place.class));
            assertEquals("{\"celsius\":21,\"sky\":\"clear\"}", chat.history().get(2).text());
            assertEquals(reply.message(), chat.history().get(3));
            assertTrue(model.vocabulary().detokenize(chat.session().tokens()).contains("{\"celsius\":21"),
                    "it was not told");
            assertTrue(reply.usage().generated() > 10 && reply.usage().reused() > 0, reply::toString);
        }
    }

    @Test
    void calls_and_answers_are_streamed_and_add_up() {
        var options = OPTIONS.withTools(weather).withToolChoice(new ToolChoice.Required());
        try (var chat = model.chat(options); var stream = chat.stream("What is the weather in Rome?")) {
            var arguments = new StringBuilder();
            var results = new ArrayList<ToolResult>();
            int pieces = 0;
            for (Delta delta : stream) {
                if (delta instanceof Delta.ToolCall(int index, String _, String name, String more)) {
                    assertEquals(0, index);
                    assertEquals("get_weather", name);
                    arguments.append(more);
                    pieces++;
                }
                if (delta instanceof Delta.ToolAnswer(ToolResult result)) results.add(result);
            }
            var call = ((AssistantMessage) chat.history().get(1)).calls().getFirst();
            assertEquals(call.arguments(), arguments.toString());
            assertTrue(pieces > 1, "arguments came in %d pieces".formatted(pieces));
            assertEquals(List.of(chat.history().get(2)), results);
        }
    }

    @Test
    void a_call_without_a_handler_is_the_callers() {
        try (var chat = model.chat(OPTIONS.withTools(SEARCH).withToolChoice(new ToolChoice.Required()))) {
            Reply reply = chat.send("Who wrote Faust?");
            ToolCall call = reply.calls().getFirst();
            assertEquals("search", call.name());
            assertTrue(Grammar.jsonSchema(SEARCH.schema()).matches(call.arguments()), call::toString);
            try (var stream = chat.stream(List.of(ToolResult.of(call, "Goethe")))) {
                stream.iterator().next();
            }
            assertTrue(model.vocabulary().detokenize(chat.session().tokens()).contains("Goethe"));
        }
    }

    @Test
    void what_a_handler_throws_is_told_to_the_model() {
        Tool failing = SEARCH.withHandler(_ -> {
            throw new java.io.IOException("the web is down");
        });
        try (var chat = model.chat(OPTIONS.withTools(failing).withToolChoice(new ToolChoice.Required()))) {
            chat.send("Who wrote Faust?");
            assertEquals("Error: the web is down", chat.history().get(2).text());
        }
    }

    @Test
    void rounds_have_a_limit() {
        var options = OPTIONS.withTools(weather).withToolRounds(0).withToolChoice(new ToolChoice.Required());
        try (var chat = model.chat(options)) {
            assertEquals(1, chat.send("What is the weather in Rome?").calls().size());
            assertEquals(List.of(), asked);
        }
    }

    @Test
    void several_calls_are_made_where_they_are_wanted() {
        var options = OPTIONS.withTools(SEARCH).withToolChoice(new ToolChoice.Required()).withParallelCalls(true);
        try (var chat = model.chat(options.withMaxTokens(120))) {
            assertTrue(chat.send("Search for two things: cats, dogs.").calls().size() > 1);
        }
    }

    @Test
    void tools_that_must_not_be_called_are_not_told() {
        try (var chat = model.chat(OPTIONS.withTools(weather).withToolChoice(new ToolChoice.None()).withMaxTokens(8))) {
            chat.send("Hello");
            assertTrue(!model.vocabulary().detokenize(chat.session().tokens()).contains("get_weather"));
        }
    }

    @Test
    void a_name_that_is_no_tool_is_refused_before_anything_is_said() {
        try (var chat = model.chat(OPTIONS.withTools(weather).withToolChoice(new ToolChoice.Named("wether")))) {
            assertThrows(IllegalArgumentException.class, () -> chat.send("Hello"));
            assertEquals(List.of(), chat.history());
        }
    }

    /// Templates of real models, which this model has never seen: calls take their form all the same.
    @ParameterizedTest
    @ValueSource(
        strings = {
            "Qwen-Qwen3-0.6B.jinja", "Qwen3-Coder.jinja", "openai-gpt-oss-120b.jinja", "LFM2-8B-A1B.jinja",
            "deepseek-ai-DeepSeek-V3.1.jinja"})
    void a_call_takes_the_form_of_any_template(String name) throws Exception {
        ChatTemplate template = ChatTemplate.read(LlamaSource.root().resolve("models/templates").resolve(name));
        var options = OPTIONS.withTemplate(template).withTools(weather).withToolChoice(new ToolChoice.Required())
                .withThinking(false).withMaxTokens(160).withToolRounds(1);
        try (var chat = model.chat(options)) {
            chat.send("What is the weather in Rome?");
            assertEquals(1, asked.size(), () -> model.vocabulary().detokenize(chat.session().tokens()));
            assertTrue(chat.history().get(2) instanceof ToolResult);
            assertEquals(ChatMessage.user("What is the weather in Rome?"), chat.history().getFirst());
        }
    }
}
