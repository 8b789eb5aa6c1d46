package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.chat.ChatTemplate;
import dev.panallama.chat.Delta;
import dev.panallama.sampler.Sampler;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Reasoning with the real model. It was not trained to think; a template that opens its reasoning has it do so for ever.
final class ReasoningTest {
    private static final String TURNS = """
            {%- for m in messages %}<|im_start|>{{ m.role }}
            {% if m.reasoning_content and loop.last %}<think>{{ m.reasoning_content }}</think>{% endif -%}
            {{ m.content }}<|im_end|>
            {% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
            """;
    private static final ChatTemplate ALWAYS = ChatTemplate.parse(TURNS + "<think>\n{% endif %}");
    private static final ChatTemplate SWITCHED = ChatTemplate.parse(
            TURNS + "{% if enable_thinking is not defined or enable_thinking %}<think>\n{% endif %}{% endif %}");
    private static final ChatOptions OPTIONS = ChatOptions.defaults()
            .withSession(SessionOptions.defaults().withThreads(1).withContextLength(1024))
            .withSampler(Sampler.greedy())
            .withMaxTokens(40);

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
    void what_follows_an_opened_mark_is_thought_not_said() {
        try (var chat = model.chat(OPTIONS.withTemplate(ALWAYS).withMaxTokens(5))) {
            Reply reply = chat.send("What is 2 + 2?");
            assertEquals("", reply.text());
            assertFalse(reply.reasoning().isBlank());
            assertEquals(reply.usage().generated(), reply.usage().reasoning());
        }
    }

    @Test
    void a_budget_ends_in_a_closing_sentence_and_an_answer() {
        var deltas = new ArrayList<Delta>();
        var options = OPTIONS.withTemplate(ALWAYS).withThinkingBudget(new ThinkingBudget(4, " Enough."));
        try (var chat = model.chat(options); var stream = chat.stream("What is 2 + 2?")) {
            stream.forEach(deltas::add);
            Reply reply = stream.reply();
            assertEquals(4, reply.usage().reasoning());
            assertTrue(reply.reasoning().endsWith(" Enough."), reply::reasoning);
            assertFalse(reply.text().isBlank());
            assertTrue(deltas.getFirst() instanceof Delta.Reasoning && deltas.getLast() instanceof Delta.Text);
            assertTrue(reply.usage().generated() <= 40, reply::toString);
            assertTrue(chat.send("And 3 + 3?").usage().reused() > 10);
        }
    }

    @Test
    void thinking_is_off_by_the_templates_own_variable() {
        assertEquals("enable_thinking", SWITCHED.capabilities().thinkingVariable().orElseThrow());
        try (var chat = model.chat(OPTIONS.withTemplate(SWITCHED).withThinking(false))) {
            assertAnswered(chat);
            assertFalse(model.vocabulary().detokenize(chat.session().tokens()).contains("<think>"));
        }
    }

    @Test
    void thinking_is_off_by_closing_it_where_there_is_no_variable() {
        assertTrue(ALWAYS.capabilities().thinkingVariable().isEmpty());
        try (var chat = model.chat(OPTIONS.withTemplate(ALWAYS).withThinking(false))) {
            assertAnswered(chat);
            assertTrue(model.vocabulary().detokenize(chat.session().tokens()).contains("<think>\n</think>"));
        }
    }

    @Test
    void a_template_with_a_switch_or_with_marks_lets_a_model_think() {
        assertTrue(Chat.canThink(ALWAYS) && Chat.canThink(SWITCHED));
        assertFalse(Chat.canThink(ChatTemplate.builtIn("llama2")));
        assertFalse(Chat.canThink(model.chatTemplate().orElseThrow()));
    }

    private static void assertAnswered(Chat chat) {
        Reply reply = chat.send("What is 2 + 2?");
        assertEquals("", reply.reasoning());
        assertEquals(0, reply.usage().reasoning());
        assertFalse(reply.text().isBlank());
    }
}
