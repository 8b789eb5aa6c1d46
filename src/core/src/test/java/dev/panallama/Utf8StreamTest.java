package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Utf8StreamTest {
    private static final String TEXT = "aé€🦙漢 \u0000\u07ff\uffff\u0800\uD800\uDC00";

    @Test
    void a_text_cut_anywhere_comes_out_whole_at_every_step() {
        byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
        var random = new Random(7);
        for (int round = 0; round < 1000; round++) {
            List<String> parts = addInPieces(bytes, random);
            assertEquals(TEXT, String.join("", parts));
            for (String part : parts) assertEquals(-1, part.indexOf('\uFFFD'), part);
        }
    }

    @Test
    void malformed_bytes_become_replacements_and_do_not_hold_up_what_follows() {
        var stream = new Utf8Stream();
        assertEquals("\uFFFDa", stream.add(new byte[]{(byte) 0xff, 'a'}));
        assertEquals("", stream.add(new byte[]{(byte) 0xe2, (byte) 0x82}));
        assertEquals("\uFFFDb", stream.add(new byte[]{'b'}));
        assertEquals("\uFFFD", stream.add(new byte[]{(byte) 0x80}));
    }

    @Test
    void what_is_held_is_forgotten_on_request() {
        var stream = new Utf8Stream();
        assertEquals("", stream.add(new byte[]{(byte) 0xf0}));
        stream.reset();
        assertEquals("x", stream.add(new byte[]{'x'}));
    }

    private static List<String> addInPieces(byte[] bytes, Random random) {
        var stream = new Utf8Stream();
        var parts = new ArrayList<String>();
        for (int from = 0; from < bytes.length;) {
            int to = Math.min(bytes.length, from + random.nextInt(4));
            parts.add(stream.add(java.util.Arrays.copyOfRange(bytes, from, to)));
            from = to;
        }
        return parts;
    }
}
