package dev.panallama;

import java.util.Arrays;
import java.util.stream.IntStream;

/// The tokens that a model wants before and after a text. Nobody changes the arrays.
final class TextFrame {
    private final int[] head;
    private final int[] tail;

    private TextFrame(int[] head, int[] tail) {
        this.head = head;
        this.tail = tail;
    }

    static TextFrame of(Vocabulary vocabulary) {
        int[] around = vocabulary.tokenize("", true, false);
        int head = vocabulary.addsBeginningOfText() && around.length > 0 ? 1 : 0;
        return new TextFrame(Arrays.copyOf(around, head), Arrays.copyOfRange(around, head, around.length));
    }

    TextFrame withPrefix(int[] ids) {
        return new TextFrame(concat(head, ids), tail);
    }

    int[] head() {
        return head;
    }

    int[] tail() {
        return tail;
    }

    int length() {
        return head.length + tail.length;
    }

    int[] around(int[] ids, int from, int to) {
        return concat(head, Arrays.copyOfRange(ids, from, to), tail);
    }

    static int[] concat(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(IntStream::of).toArray();
    }
}
