package dev.panallama.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.ChatOptions;
import dev.panallama.Model;
import dev.panallama.SessionOptions;
import dev.panallama.TestModels;
import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.Role;
import dev.panallama.sampler.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Guards by the real model. It is too small to judge well, so what it says is not tested, but that it is what the chat goes by.
final class GuardTest {
    private static final SessionOptions SESSION = SessionOptions.defaults().withThreads(1).withContextLength(2048);
    private static final ChatOptions OPTIONS = ChatOptions.defaults()
            .withSession(SESSION)
            .withSampler(Sampler.greedy())
            .withMaxTokens(120);
    private static final Guard ALL = _ -> new Verdict(true, 0, List.of());
    private static final Guard NO_SKY = conversation -> {
        boolean sky = conversation.getLast().text().contains("sky");
        return new Verdict(!sky, sky ? 1 : 0, sky ? List.of("sky") : List.of());
    };

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
    void a_policy_is_judged_by_the_probabilities_of_yes_and_no() {
        var talk = List.of(ChatMessage.user("How do I bake bread?"));
        try (var guard = PolicyGuard.of(model, "Nobody may talk about baking.", SESSION, 0.5)) {
            Verdict verdict = guard.check(talk);
            assertTrue(verdict.risk() > 0 && verdict.risk() < 1, verdict::toString);
            assertEquals(verdict, guard.check(talk));
            assertEquals(verdict.risk() < 0.5, verdict.safe());
        }
        assertTrue(checked(talk, 1).safe() && !checked(talk, 1e-9).safe());
        assertThrows(IllegalArgumentException.class, () -> checked(talk, 0));
    }

    @Test
    void llama_guards_answer_is_safe_or_names_categories() {
        try (var guard = LlamaGuard.of(model, Map.of("S1", "Cooking.", "S2", "Violence."), SESSION)) {
            Verdict verdict = guard.check(List.of(ChatMessage.system("x"), ChatMessage.user("How do I bake bread?")));
            assertTrue(verdict.risk() > 0 && verdict.risk() < 1, verdict::toString);
            assertEquals(verdict.safe(), verdict.categories().isEmpty());
            for (String code : verdict.categories()) assertTrue(code.matches("[A-Z]\\d{1,2}"), code);
        }
    }

    @Test
    void a_refused_message_never_reaches_the_model() {
        try (var chat = model.chat(OPTIONS)) {
            var reply = GuardedChat.of(chat, NO_SKY, ALL).send("Why is the sky blue?");
            var refused = (GuardedReply.MessageRefused) reply;
            assertEquals(List.of("sky"), refused.verdict().categories());
            assertEquals(List.of(), chat.history());
            assertEquals(0, chat.session().position());
        }
    }

    @Test
    void a_refused_answer_is_not_shown_and_not_remembered() {
        var shown = new ArrayList<String>();
        try (var chat = model.chat(OPTIONS)) {
            var guarded = GuardedChat.of(chat, ALL, NO_SKY);
            var reply = guarded.send("Why is the sky blue?", shown::add);
            assertTrue(reply instanceof GuardedReply.AnswerRefused(Verdict _, String there) && there.isEmpty());
            assertEquals(List.of(), shown);
            assertEquals(List.of(ChatMessage.user("Why is the sky blue?"), new AssistantMessage(guarded.refusal())),
                    chat.history());
            assertTrue(guarded.send("What is 1 + 1?", shown::add) instanceof GuardedReply.Answered);
            assertEquals(1, shown.size());
        }
    }

    @Test
    void paragraphs_are_shown_each_when_the_answer_up_to_there_is_cleared() {
        var shown = new ArrayList<String>();
        var judged = new ArrayList<String>();
        Guard listening = conversation -> {
            assertEquals(Role.ASSISTANT, conversation.getLast().role());
            judged.add(conversation.getLast().text());
            return new Verdict(judged.size() < 3, 0.5, List.of());
        };
        try (var chat = model.chat(OPTIONS.withMaxTokens(400))) {
            var reply = GuardedChat.of(chat, ALL, listening).withRelease(Release.PARAGRAPH)
                    .send("Write a letter to my landlord, in several paragraphs.", shown::add);
            var refused = (GuardedReply.AnswerRefused) reply;
            assertEquals(2, shown.size(), shown::toString);
            assertTrue(shown.stream().allMatch(it -> it.endsWith("\n\n")), shown::toString);
            assertEquals(String.join("", shown), refused.shown());
            assertTrue(judged.get(2).startsWith(refused.shown()) && judged.get(2).length() > refused.shown().length());
        }
    }

    @Test
    void a_guard_that_fails_clears_nothing() {
        var shown = new ArrayList<String>();
        Guard failing = _ -> {
            throw new IllegalStateException("the guard is asleep");
        };
        try (var chat = model.chat(OPTIONS)) {
            assertThrows(IllegalStateException.class, () -> GuardedChat.of(chat, ALL, failing).send("Hi", shown::add));
            assertEquals(List.of(), shown);
            assertEquals(List.of(), chat.history());
            assertFalse(chat.send("Hi").text().isEmpty());
        }
    }

    private static Verdict checked(List<? extends ChatMessage> talk, double threshold) {
        try (var guard = PolicyGuard.of(model, "Nobody may talk about baking.", SESSION, threshold)) {
            return guard.check(talk);
        }
    }
}
