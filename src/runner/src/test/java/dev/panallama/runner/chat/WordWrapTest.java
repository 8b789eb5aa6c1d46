package dev.panallama.runner.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.utils.WCWidth;
import org.junit.jupiter.api.Test;

class WordWrapTest {
    @Test
    void a_word_that_does_not_fit_goes_to_the_next_line_whole() {
        assertEquals("The quick\nbrown fox\njumps over", wrapped(11, "The quick brown fox jumps over"));
        assertEquals("The quick\nbrown fox\njumps\nover", wrapped(10, "The quick brown fox jumps over"));
    }

    @Test
    void lines_that_the_text_has_stay_and_are_counted_anew() {
        assertEquals("one two\n\n- three\nfour\n", wrapped(10, "one two\n\n- three four\n"));
        assertEquals("one two\r\nthree", wrapped(20, "one two\r\nthree"));
    }

    @Test
    void blanks_at_a_break_are_left_out_and_others_stay() {
        assertEquals("  one  two\nthree  ", wrapped(12, "  one  two   three  "));
        assertEquals("one\ttwo\nsix", wrapped(12, "one\ttwo six"));
        assertEquals("one two\nsix", wrapped(8, "one two     \nsix"));
    }

    @Test
    void code_between_fences_stays_as_it_is() {
        String code = "```java\nvar x = a + long + line;\n  ```\n";
        assertEquals("See this\nfor it:\n" + code + "and then\nmore",
                wrapped(10, "See this for it:\n" + code + "and then more"));
        assertEquals("````\na b c d e\n````\na b\nc", wrapped(5, "````\na b c d e\n````\na b c"));
        assertEquals("a ```b\nc", wrapped(8, "a ```b c")); // no fence: it does not begin the line
        assertEquals("```a b```\nc d\ne f\ng", wrapped(5, "```a b``` c d e f g")); // nor is this one
        assertEquals("` ``\n`` b", wrapped(6, "` `` `` b"));
    }

    @Test
    void a_word_longer_than_the_line_is_left_to_the_terminal() {
        assertEquals("see\nhttps://ex.org/ab so on\nit goes", wrapped(12, "see https://ex.org/ab so on it goes"));
        assertEquals("  https://example.org", wrapped(8, "  https://example.org"));
    }

    @Test
    void wide_characters_take_two_columns_and_a_line_may_end_before_each_of_chinese() {
        assertEquals("天空是蓝\n色的。", wrapped(10, "天空是蓝色的。"));
        assertEquals("go 天\n空", wrapped(7, "go 天空"));
        assertEquals("ab 🦙🦙\n🦙", wrapped(8, "ab 🦙🦙 🦙"));
        assertEquals("하늘은\n파랗다", wrapped(10, "하늘은 파랗다"));
        assertEquals("e\u0301e\u0301e\u0301 ab\ncd", wrapped(7, "e\u0301e\u0301e\u0301 ab cd")); // marks take none
    }

    @Test
    void a_text_comes_as_it_is_where_there_is_no_width() {
        String text = "one two\n```\nthree   four  \n 天空 end ";
        var asked = new AtomicInteger();
        var wrap = new WordWrap(() -> asked.getAndIncrement() * 10);
        for (int i = 0; i < text.length(); i++)
            assertEquals(text.substring(i, i + 1), wrap.add(text.substring(i, i + 1)));
        assertEquals("", wrap.rest());
        assertEquals(1, asked.get());
    }

    @Test
    void the_first_word_passes_at_once_and_others_when_they_are_whole() {
        var wrap = new WordWrap(() -> 20);
        assertEquals("Ph", wrap.add("Ph"));
        assertEquals("otons", wrap.add("otons"));
        assertEquals("", wrap.add(" are sc".substring(0, 4)));
        assertEquals(" are", wrap.add(" sc"));
        assertEquals("", wrap.add("atte"));
        assertEquals("\nscattered", wrap.add("red about".substring(0, 3)) + wrap.rest());
    }

    @Test
    void no_line_is_longer_than_the_terminal_and_nothing_but_breaks_changes() {
        String text = "Rayleigh scattering is, in short: light (blue — 450 nm) meets molecules, 空気の分子に当たる, and off it goes. "
                .repeat(5);
        for (int width = 24; width < 90; width++) {
            int most = width;
            String wrapped = wrapped(width, text);
            assertTrue(wrapped.lines().allMatch(it -> columns(it) < most), wrapped);
            assertEquals(text.replace(" ", ""), wrapped.replaceAll("[ \n]", ""));
        }
    }

    private static int columns(String line) {
        return line.codePoints().map(WCWidth::wcwidth).sum();
    }

    /// Returns a text as it comes out, which does not depend on how it is cut into pieces.
    private static String wrapped(int width, String text) {
        List<String> all = new ArrayList<>();
        for (int size = 1; size <= text.length(); size++) {
            var wrap = new WordWrap(() -> width);
            var out = new StringBuilder();
            int[] points = text.codePoints().toArray();
            for (int i = 0; i < points.length; i += size)
                out.append(wrap.add(new String(points, i, Math.min(size, points.length - i))));
            all.add(out.append(wrap.rest()).toString());
        }
        assertEquals(1, all.stream().distinct().count(), all.toString());
        return all.getFirst();
    }
}
