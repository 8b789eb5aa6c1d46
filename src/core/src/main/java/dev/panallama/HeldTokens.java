package dev.panallama;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tokens of a generation between model and caller: those whose text may be the beginning of a stop string wait until
/// that is known.
final class HeldTokens {
    private final List<String> stopStrings;
    private final Deque<Token> waiting = new ArrayDeque<>();
    private final Deque<Token> ready = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder(); // of those that wait
    private int dropped;

    HeldTokens(List<String> stopStrings) {
        this.stopStrings = stopStrings;
    }

    /// Adds the next token.
    ///
    /// @return the stop string that is complete now: then what comes before it is ready, and the rest dropped
    @Nullable
    String add(Token token) {
        if (stopStrings.isEmpty()) {
            ready.add(token);
            return null;
        }
        waiting.add(token);
        text.append(token.text());
        String found = null;
        int at = Integer.MAX_VALUE;
        for (String stop : stopStrings) {
            int place = text.indexOf(stop);
            if (place < 0 || place >= at) continue;
            found = stop;
            at = place;
        }
        if (found == null) release(text.length() - openLength());
        else cut(at);
        return found;
    }

    /// Returns a token that is certain not to be part of a stop string, or null.
    @Nullable
    Token poll() {
        return ready.poll();
    }

    /// Makes all that wait ready: nothing follows.
    void release() {
        ready.addAll(waiting);
        waiting.clear();
        text.setLength(0);
    }

    /// Returns how many tokens at the end were dropped, because all of their text belongs to a stop string.
    int dropped() {
        return dropped;
    }

    /// Makes tokens ready whose text ends within the first `length` characters that wait.
    private void release(int length) {
        int end = 0;
        for (Token next = waiting.peek(); next != null; next = waiting.peek()) {
            end += next.text().length();
            if (end > length) return;
            ready.add(waiting.remove());
            text.delete(0, next.text().length());
            length -= next.text().length();
            end = 0;
        }
    }

    /// Ends the text at `length`: the token across that border loses what is behind it.
    private void cut(int length) {
        int begin = 0;
        while (begin < length) {
            Token token = waiting.remove();
            int end = begin + token.text().length();
            ready.add(end <= length ? token : token.withText(token.text().substring(0, length - begin)));
            begin = end;
        }
        dropped = waiting.size();
        waiting.clear();
        text.setLength(0);
    }

    /// Returns the length of the longest end of the text that begins a stop string.
    private int openLength() {
        int longest = 0;
        for (String stop : stopStrings)
            for (int length = Math.min(stop.length() - 1, text.length()); length > longest; length--)
                if (endsWithFirst(length, stop)) longest = length;
        return longest;
    }

    private boolean endsWithFirst(int length, String stop) {
        for (int i = 0; i < length; i++)
            if (text.charAt(text.length() - length + i) != stop.charAt(i)) return false;
        return true;
    }
}
