package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.Tool;
import dev.panallama.chat.ToolChoice;
import dev.panallama.chat.ToolResult;
import dev.panallama.chat.TrimPolicy;
import dev.panallama.error.ContextOverflowException;
import dev.panallama.grammar.Grammar;
import dev.panallama.grammar.Trigger;
import dev.panallama.sampler.Sampler;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What becomes of a chat when something goes wrong, or two things are done at once.
final class ChatFailureTest {
    private static final ChatOptions OPTIONS = ChatOptions.defaults()
            .withSession(SessionOptions.defaults().withThreads(1).withContextLength(512))
            .withSampler(Sampler.greedy())
            .withTrimPolicy(TrimPolicy.refusing())
            .withParallelCalls(false)
            .withMaxTokens(40);
    private static final Tool SEARCH = Tool.of("search", "Searches.", """
            {"type": "object", "properties": {"query": {"type": "string", "maxLength": 8}}, "required": ["query"]}""");

    private static Model model;

    @BeforeAll
    static void load() {
        model = Model.load(TestModels.smolLm2());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void a_result_that_does_not_fit_takes_the_whole_reply_back_and_runs_nothing_twice() {
        var runs = new AtomicInteger();
        Tool verbose = SEARCH.withHandler(_ -> "word ".repeat(600) + runs.incrementAndGet());
        try (var chat = model.chat(OPTIONS.withTools(verbose).withToolChoice(new ToolChoice.Required()))) {
            var stream = chat.stream("Who wrote Faust?");
            assertThrows(ContextOverflowException.class, stream::reply);
            assertFalse(stream.iterator().hasNext());
            stream.close();
            assertEquals(1, runs.get());
            assertEquals(List.of(), chat.history());
        }
    }

    @Test
    void what_cannot_be_sent_instead_leaves_what_was_there() {
        try (var chat = model.chat(OPTIONS.withMaxTokens(8))) {
            chat.send("Hello");
            List<ChatMessage> before = chat.history();
            assertThrows(ContextOverflowException.class, () -> chat.edit(0, "word ".repeat(600)));
            assertEquals(before, chat.history());
            assertEquals(before.getFirst(), chat.history().getFirst());
            chat.regenerate();
            assertEquals(before, chat.history());
        }
    }

    @Test
    void saying_something_ends_an_answer_that_is_still_open() {
        try (var chat = model.chat(OPTIONS)) {
            var first = chat.stream("Tell me a story.");
            first.iterator().next();
            chat.send("Stop.");
            assertEquals(4, chat.history().size());
            assertTrue(chat.history().get(1) instanceof AssistantMessage it && !it.text().isEmpty());
            assertEquals(FinishReason.CANCELLED, first.reply().finishReason());
            assertEquals(4, chat.history().size());
        }
    }

    @Test
    void a_tool_cannot_talk_in_the_chat_that_waits_for_it() {
        var open = new AtomicReference<Chat>();
        Tool talking = SEARCH.withHandler(_ -> open.get().send("Hi").text());
        try (var chat = model.chat(OPTIONS.withTools(talking).withToolChoice(new ToolChoice.Required()))) {
            open.set(chat);
            chat.send("Who wrote Faust?");
            assertTrue(chat.history().get(2).text().startsWith("Error: the chat waits for this tool"),
                    chat.history()::toString);
        }
    }

    @Test
    void a_cancel_while_a_tool_runs_ends_the_reply() {
        var open = new AtomicReference<Chat>();
        Tool cancelling = SEARCH.withHandler(_ -> {
            open.get().cancel();
            return "done";
        });
        try (var chat = model.chat(OPTIONS.withTools(cancelling).withToolChoice(new ToolChoice.Required()))) {
            open.set(chat);
            assertEquals(FinishReason.CANCELLED, chat.send("Who wrote Faust?").finishReason());
            assertEquals("done", chat.history().get(2).text());
            assertEquals(4, chat.history().size());
        }
    }

    @Test
    void a_forced_call_that_the_caller_answers_is_not_forced_again() {
        try (var chat = model.chat(OPTIONS.withTools(SEARCH).withToolChoice(new ToolChoice.Required()))) {
            var call = chat.send("Who wrote Faust?").calls().getFirst();
            Reply reply = chat.send(List.of(ToolResult.of(call, "Goethe")));
            assertFalse(reply.text().isEmpty() && reply.calls().isEmpty(), reply::toString);
            assertEquals(4, chat.history().size());
        }
    }

    @Test
    void nothing_as_an_answer_is_an_error_that_the_model_is_told() {
        Tool silent = SEARCH.withHandler(_ -> null);
        try (var chat = model.chat(OPTIONS.withTools(silent).withToolChoice(new ToolChoice.Required()))) {
            chat.send("Who wrote Faust?");
            assertTrue(chat.history().get(2).text().contains("answered nothing"), chat.history()::toString);
        }
    }

    @Test
    void tools_with_one_name_or_beside_a_lazy_grammar_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> OPTIONS.withTools(SEARCH, SEARCH));
        var grammar = OPTIONS.withGeneration(GenerationOptions.defaults()
                .withGrammar(Grammar.gbnf("root ::= \"a\"").withTriggers(new Trigger.Word("a"))));
        assertThrows(IllegalArgumentException.class, () -> grammar.withTools(SEARCH));
    }

    @Test
    void a_session_that_somebody_has_changed_is_noticed() {
        try (var chat = model.chat(OPTIONS.withMaxTokens(8))) {
            chat.send("My name is Oscar.");
            chat.session().clear();
            Reply reply = chat.send("What is my name?");
            assertEquals(0, reply.usage().reused());
            assertTrue(model.vocabulary().detokenize(chat.session().tokens()).contains("Oscar"));
        }
    }
}
