package dev.panallama.runner.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SpellingTest {
    private static final List<String> WORDS = List.of("run", "rm", "serve", "quantize", "smollm2", "qwen3:4b");

    @Test
    void a_word_that_was_mistyped_is_found_and_one_that_means_something_else_is_not() {
        assertEquals(List.of("run", "rm"), Spelling.near("rum", WORDS));
        assertEquals(List.of("run"), Spelling.near("rnu", WORDS));
        assertEquals(List.of("quantize"), Spelling.near("quantise", WORDS));
        assertEquals(List.of("smollm2"), Spelling.near("SmolLM", WORDS));
        assertEquals(List.of("qwen3:4b"), Spelling.near("qwen3", WORDS)); // it goes on
        assertEquals(List.of(), Spelling.near("bake", WORDS));
        assertEquals(List.of(), Spelling.near("", WORDS));
    }
}
