package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.chat.ChatTemplate;
import dev.panallama.error.UnreadableJsonException;
import dev.panallama.sampler.Sampler;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Values of Java types from the real model.
final class TypedAnswerTest {
    public enum Unit {
        GRAM, CUP, PIECE
    }

    public record Ingredient(String name, int amount, Unit unit) {}

    public record Recipe(String title, Ingredient first, Optional<Ingredient> second) {}

    public sealed interface Shape {}

    public record Circle(int radius) implements Shape {}

    public record Square(int side) implements Shape {}

    private static final ChatOptions OPTIONS = ChatOptions.defaults()
            .withSession(SessionOptions.defaults().withThreads(1).withContextLength(2048))
            .withSampler(Sampler.greedy())
            .withMaxTokens(400);

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
    void nested_records_and_enums_come_out_and_the_chat_goes_on() {
        try (var chat = model.chat(OPTIONS)) {
            Recipe recipe = chat.ask("Give me a recipe for pancakes with two ingredients.", Recipe.class);
            assertTrue(!recipe.title().isEmpty(), recipe::toString);
            assertTrue(!chat.send("Thank you.").text().isEmpty());
            assertEquals(4, chat.history().size());
        }
    }

    @Test
    void a_sealed_type_is_one_of_its_records() {
        try (var chat = model.chat(OPTIONS)) {
            Shape shape = chat.ask("Draw a circle with radius 5.", Shape.class);
            assertTrue(shape instanceof Circle || shape instanceof Square, shape::toString);
        }
    }

    @Test
    void an_answer_that_is_drawn_at_random_can_always_be_read() {
        Sampler wild = Sampler.defaults().withSeed(3);
        try (var chat = model.chat(OPTIONS.withSampler(wild))) {
            for (int i = 0; i < 5; i++) {
                chat.clear();
                chat.ask("An ingredient, please.", Ingredient.class);
            }
        }
    }

    @Test
    void states_of_a_value_are_shown_while_it_is_generated() {
        var states = new ArrayList<Recipe>();
        try (var chat = model.chat(OPTIONS)) {
            Recipe recipe = chat.ask("Give me a recipe for tea.", Recipe.class, states::add);
            assertEquals(recipe, states.getLast());
            assertTrue(states.size() > 5, () -> states.size() + " states");
            assertTrue(states.getFirst().first() == null);
        }
    }

    @Test
    void an_answer_cut_at_the_limit_says_so() {
        try (var chat = model.chat(OPTIONS.withMaxTokens(5))) {
            assertThrows(UnreadableJsonException.class, () -> chat.ask("A recipe, please.", Recipe.class));
        }
    }

    @Test
    void a_model_that_begins_with_thinking_is_brought_to_answer_at_once() {
        ChatTemplate thinking = ChatTemplate.parse("{% for m in messages %}<|im_start|>{{ m.role }}\n"
                + "{% if m.reasoning_content %}<think>{{ m.reasoning_content }}</think>{% endif %}{{ m.content }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n<think>\n{% endif %}");
        try (var chat = model.chat(OPTIONS.withTemplate(thinking))) {
            Ingredient one = chat.ask("Name an ingredient of bread.", Ingredient.class);
            assertTrue(!one.name().isEmpty(), one::toString);
            String held = model.vocabulary().detokenize(chat.session().tokens());
            assertTrue(held.contains("<think>\n</think>"), held);
        }
    }
}
