package dev.panallama.internal.speculation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TokenIndexTest {
    private static final int LONGEST = 16;

    @Test
    void the_longest_end_that_has_occurred_before_is_found_and_of_several_the_latest() {
        var index = new TokenIndex(2, LONGEST);
        int[] text = {1, 2, 3, 4, 9, 3, 4, 7, 2, 3, 4, 8, 2, 3, 4};
        index.follow(text, text.length);
        assertEquals(3, index.find());
        assertEquals(8, index.following(0));
        index.follow(text, 7);
        assertEquals(2, index.find());
        assertEquals(9, index.following(0));
    }

    @Test
    void an_end_that_is_new_is_not_found() {
        var index = new TokenIndex(2, LONGEST);
        for (int[] text : new int[][]{{}, {1}, {1, 1}, {1, 2, 3}, {3, 2, 3}}) {
            index.follow(text, text.length);
            assertEquals(0, index.find(), Arrays.toString(text));
        }
    }

    @Test
    void what_repeats_itself_is_taken_to_go_on_so() {
        var index = new TokenIndex(2, LONGEST);
        int[] text = {5, 1, 2, 3, 1, 2, 3, 1, 2};
        index.follow(text, text.length);
        assertEquals(5, index.find());
        int[] expected = {3, 1, 2, 3, 1, 2, 3};
        for (int i = 0; i < expected.length; i++) assertEquals(expected[i], index.following(i), "distance " + i);
    }

    /// Texts that grow, are cut and go on otherwise, over few tokens and many.
    @Test
    void a_text_that_is_written_anew_is_followed_as_a_fresh_one_is() {
        for (int seed = 0; seed < 40; seed++) {
            var random = new Random(seed);
            int shortest = 1 + random.nextInt(3);
            int vocabulary = 2 + random.nextInt(30);
            var index = new TokenIndex(shortest, LONGEST);
            var text = new int[3000];
            int length = 0;
            for (int step = 0; step < 200; step++) {
                if (random.nextInt(4) == 0) length = random.nextInt(length + 1);
                int added = random.nextInt(40);
                for (int i = 0; i < added && length < text.length; i++) text[length++] = random.nextInt(vocabulary);
                index.follow(text, length);
                check(index, text, length, shortest, "seed %d, step %d".formatted(seed, step));
            }
        }
    }

    private static void check(TokenIndex index, int[] text, int length, int shortest, String where) {
        int best = 0;
        int end = 0;
        for (int at = length - 1, tried = 0; at > 0; at--) {
            int same = same(text, at, length);
            if (same < shortest || tried++ >= 64) continue;
            if (same > best) end = at;
            best = Math.max(best, same);
        }
        assertEquals(best, index.find(), where);
        if (best > 0) assertEquals(text[end], index.following(0), where);
    }

    /// Returns how many tokens before a position are those at the end.
    private static int same(int[] text, int position, int length) {
        int same = 0;
        while (same < Math.min(LONGEST, position) && text[position - 1 - same] == text[length - 1 - same]) same++;
        return same;
    }
}
