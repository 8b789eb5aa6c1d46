package dev.panallama.bindings;

import static dev.panallama.bindings.Generated.header;
import static dev.panallama.bindings.Generated.matches;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class GeneratedTest {
    private static final String HEADERS = header("include/llama.h") + header("ggml/include/gguf.h");

    @Test
    void no_generated_file_uses_the_type_whose_size_differs_between_platforms() {
        var longs = Pattern.compile("\\bC_LONG\\b|\"long\"|\"size_t\"");
        for (var file : Generated.files()) assertFalse(longs.matcher(Generated.text(file)).find(), file.toString());
    }

    @Test
    void every_function_of_llama_and_gguf_is_bound_unless_deprecated_or_tied_to_stdio() {
        var missing = new TreeSet<>(matches("_API\\s[^;(]*?\\b([a-z]\\w+)\\s*\\(", HEADERS));
        assertTrue(missing.contains("llama_decode"));
        missing.removeAll(deprecated());
        missing.removeAll(matches("(\\w+)\\s*\\([^;]*\\bFILE\\b", HEADERS));
        missing.removeAll(Generated.functions());
        assertEquals(Set.of(), missing);
    }

    @Test
    void no_deprecated_function_is_bound() {
        var bound = new TreeSet<>(deprecated());
        assertTrue(bound.contains("llama_n_vocab"));
        bound.retainAll(Generated.functions());
        assertEquals(Set.of(), bound);
    }

    private static List<String> deprecated() {
        return matches("DEPRECATED\\s*\\([^;(]*?\\b(\\w+)\\s*\\(", HEADERS + header("ggml/include/ggml.h"));
    }
}
