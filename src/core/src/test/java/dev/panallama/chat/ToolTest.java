package dev.panallama.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ToolTest {
    public record Sum(int one, int other) {}

    public record Total(int total) {}

    @Test
    void a_record_is_the_schema_and_the_handler_gets_it() throws Exception {
        Tool text = Tool.of("add", "Adds.", Sum.class, it -> "it is " + (it.one() + it.other()));
        Tool json = Tool.of("add", "Adds.", Sum.class, it -> new Total(it.one() + it.other()));
        assertTrue(text.schema().contains("\"one\"") && text.schema().contains("integer"), text.schema());
        assertEquals("it is 5", text.handler().orElseThrow().call("{\"one\": 2, \"other\": 3}"));
        assertEquals("{\"total\":5}", json.handler().orElseThrow().call("{\"one\": 2, \"other\": 3}"));
        assertThrows(RuntimeException.class, () -> text.handler().orElseThrow().call("{\"one\": \"two\"}"));
    }

    @Test
    void what_is_no_tool_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Tool.of("", "d", "{}"));
        assertThrows(IllegalArgumentException.class, () -> Tool.of("two words", "d", "{}"));
        assertThrows(IllegalArgumentException.class, () -> Tool.of("f", "d", "no JSON"));
        assertThrows(IllegalArgumentException.class, () -> Tool.of("f", "d", "{\"type\": \"string\"}"));
    }
}
