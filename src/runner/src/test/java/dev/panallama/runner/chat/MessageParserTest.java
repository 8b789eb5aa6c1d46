package dev.panallama.runner.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jline.reader.EOFError;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.Test;

class MessageParserTest {
    @Test
    void a_line_is_a_message() {
        accept("hello");
        assertEquals("hello", MessageParser.message("hello"));
    }

    @Test
    void a_backslash_at_the_end_goes_on() {
        assertOpen("one\\");
        accept("one\\\ntwo");
        assertEquals("one\ntwo", MessageParser.message("one\\\ntwo"));
    }

    @Test
    void three_quotes_go_on_until_three_more() {
        assertOpen("\"\"\"");
        assertOpen("\"\"\"one\ntwo");
        accept("\"\"\"one\ntwo\"\"\"");
        assertEquals("one\ntwo", MessageParser.message("\"\"\"one\ntwo\"\"\""));
        assertEquals("one\ntwo", MessageParser.message("\"\"\"\none\ntwo\n\"\"\""));
    }

    @Test
    void the_text_that_is_set_may_stand_between_three_quotes() {
        assertOpen("/set system \"\"\"You are");
        assertOpen("/set system \"\"\"");
        accept("/set system \"\"\"You are\na pirate.\"\"\"");
        assertEquals("/set system You are\na pirate.",
                MessageParser.message("/set system \"\"\"\nYou are\na pirate.\"\"\""));
        accept("what does /set system \"\"\" do?");
    }

    private static void accept(String typed) {
        new MessageParser().parse(typed, typed.length(), ParseContext.ACCEPT_LINE);
    }

    private static void assertOpen(String typed) {
        assertThrows(EOFError.class, () -> accept(typed));
    }
}
