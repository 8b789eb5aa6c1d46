package dev.panallama.grammar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Waits for a trigger of a lazy grammar in what is generated. Serves one thread at a time.
final class TriggerWatch {
    private final Triggers triggers;
    private final TokenSteps steps;
    private final TextTail tail;
    private final PatternSearch patterns;
    private int place; // in the search for words

    TriggerWatch(Triggers triggers, TokenSteps steps) {
        this.triggers = triggers;
        this.steps = steps;
        tail = new TextTail(Math.max(
                triggers.words().longest(), triggers.patterns().isEmpty() ? 0 : 4 * PatternSearch.WINDOW));
        patterns = new PatternSearch(triggers.patterns());
    }

    TriggerWatch(TriggerWatch other) {
        triggers = other.triggers;
        steps = other.steps;
        tail = new TextTail(other.tail);
        patterns = new PatternSearch(other.patterns);
        place = other.place;
    }

    /// Returns the state of the grammar if a token brings a trigger, dead if the grammar does not match from that on,
    /// or nothing if there is none.
    @Nullable
    State after(int id) {
        State found = afterTokenOrWord(id);
        return found != null ? found : afterPattern(id);
    }

    /// As [#after], but without patterns, which would take long for every token of a vocabulary.
    @Nullable
    State afterTokenOrWord(int id) {
        if (triggers.tokens().get(id)) return steps.after(steps.machine().start(), id, 0);
        byte[] piece = steps.vocabulary().piece(id);
        int at = place;
        for (int i = 0; i < piece.length; i++) {
            at = triggers.words().next(at, piece[i]);
            int[] lengths = triggers.words().ending(at);
            if (lengths.length > 0) return afterWords(lengths, tail.length() + i + 1, id);
        }
        return null;
    }

    /// Of several words that end at once, takes the longest that the grammar goes on from.
    private State afterWords(int[] lengths, int end, int id) {
        for (int length : lengths) {
            State state = replay(end - length, id);
            if (!state.isDead()) return state;
        }
        return steps.machine().dead();
    }

    @Nullable
    private State afterPattern(int id) {
        if (triggers.patterns().isEmpty()) return null;
        byte[] before = tail.bytes();
        byte[] piece = steps.vocabulary().piece(id);
        byte[] bytes = Arrays.copyOf(before, before.length + piece.length);
        System.arraycopy(piece, 0, bytes, before.length, piece.length);
        int whole = wholeCharacters(bytes);
        String text = new String(bytes, 0, whole, StandardCharsets.UTF_8);
        int start = patterns.find(text, tail.isWhole());
        if (start < 0) return null;
        // Counted from the end: what is malformed, as a character cut at the beginning, has another length decoded.
        return replay(Math.max(0, whole - text.substring(start).getBytes(StandardCharsets.UTF_8).length), id);
    }

    /// Returns the number of bytes up to the last character that is complete.
    private static int wholeCharacters(byte[] bytes) {
        int start = bytes.length - 1;
        while (start > 0 && start > bytes.length - 4 && (bytes[start] & 0xC0) == 0x80) start--;
        if (start < 0) return 0;
        int lead = bytes[start] & 0xFF;
        int length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        return start + length <= bytes.length ? bytes.length : start;
    }

    /// Returns the state of the grammar after the text from `start` on, the next token included.
    private State replay(int start, int id) {
        State state = steps.machine().start();
        int first = start < tail.length() ? tail.firstAt(start) : tail.count();
        for (int token = first; token < tail.count() && !state.isDead(); token++) {
            State after = steps.after(state, tail.id(token), Math.max(0, start - tail.start(token)));
            if (!after.isDead() || steps.vocabulary().hasText(tail.id(token))) state = after;
        }
        return steps.after(state, id, Math.max(0, start - tail.length()));
    }

    /// Goes on past a token that brings no trigger.
    void add(int id) {
        byte[] piece = steps.vocabulary().piece(id);
        for (byte value : piece) place = triggers.words().next(place, value);
        tail.add(id, piece);
    }
}
