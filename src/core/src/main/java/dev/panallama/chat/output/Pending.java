package dev.panallama.chat.output;

/// The text that is not yet read for certain. What is taken while something is tried can be given back.
final class Pending {
    /// Nothing fits here.
    static final int NO = -1;
    /// It may fit, with more text.
    static final int MAYBE = -2;

    private static final int MOST_BLANKS = 64;
    private static final int COMPACT_AFTER = 8_192;

    private final StringBuilder text = new StringBuilder();
    private int from;
    private int held = NO;
    private boolean marked;
    private boolean ended;
    private boolean cut;

    void add(String piece) {
        compact();
        text.append(piece);
    }

    /// Says that no more text comes.
    ///
    /// @param isCut whether there would have been more
    void end(boolean isCut) {
        ended = true;
        cut = isCut;
    }

    /// Says that what is tried has the mark of a call, and can be nothing else.
    void mark() {
        marked = true;
    }

    /// Whether there would have been more text.
    boolean isCut() {
        return ended && cut;
    }

    /// Whether what is tried is the beginning of a call that was cut.
    boolean isCutCall() {
        return isCut() && marked;
    }

    boolean ended() {
        return ended;
    }

    int length() {
        return text.length() - from;
    }

    boolean isEmpty() {
        return length() == 0;
    }

    char at(int index) {
        return text.charAt(from + index);
    }

    String part(int start, int end) {
        return text.substring(from + start, from + end);
    }

    /// Reads on behind the next characters, and returns them.
    String take(int length) {
        var taken = text.substring(from, from + length);
        from += length;
        return taken;
    }

    void skip(int length) {
        from += length;
    }

    void skipBlanks() {
        while (!isEmpty() && Character.isWhitespace(at(0))) from++;
    }

    /// Begins to try something.
    void hold() {
        if (held == NO) held = from;
    }

    /// Says that what was tried is there.
    void release() {
        held = NO;
        marked = false;
    }

    /// Returns what was taken while something was tried, in vain.
    String giveBack() {
        var tried = held == NO ? "" : text.substring(held, from);
        release();
        return tried;
    }

    /// Returns where a text that stands at `at` ends, or [#NO], or [#MAYBE]. Where it has blanks, there may be any
    /// number of them.
    int match(int at, String expected) {
        int place = at;
        for (int i = 0; i < expected.length(); i++) {
            char next = expected.charAt(i);
            if (Character.isWhitespace(next)) {
                place = afterBlanks(place);
            } else {
                if (place >= length()) return ended ? NO : MAYBE;
                if (at(place++) != next) return NO;
            }
        }
        return place;
    }

    /// Returns where a text begins, [#NO] if it does not, or [#MAYBE] if it may begin later. Its place is looked for from
    /// `start` on, up to `most` characters.
    int find(String expected, int start, int most) {
        boolean blank = expected.isBlank(); // blanks are looked for as they are
        for (int at = start; at <= most; at++) {
            if (at >= length()) return ended ? NO : MAYBE;
            int end = blank ? (at(at) == expected.charAt(0) ? at : NO) : match(at, expected);
            if (end == MAYBE) return MAYBE;
            if (end != NO) return at;
        }
        return NO;
    }

    private int afterBlanks(int start) {
        int place = start;
        while (place < length() && place - start < MOST_BLANKS && Character.isWhitespace(at(place))) place++;
        return place;
    }

    private void compact() {
        int unused = held == NO ? from : held;
        if (unused < COMPACT_AFTER || unused < text.length() / 2) return;
        text.delete(0, unused);
        from -= unused;
        if (held != NO) held = 0;
    }
}
