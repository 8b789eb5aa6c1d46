package dev.panallama.grammar;

import dev.panallama.error.GrammarException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Looks for regular expressions at the end of a text that grows. Each look costs about the same, whatever the
/// expression and however long the text: it sees less of the text if it is slow. Serves one thread at a time.
final class PatternSearch {
    static final int WINDOW = 4_096; // characters
    private static final int LEAST_WINDOW = 256;
    private static final int STEPS = 200_000; // characters read in one look: about a millisecond

    private final List<Pattern> patterns;
    private int window = WINDOW;

    PatternSearch(List<Pattern> patterns) {
        this.patterns = patterns;
    }

    PatternSearch(PatternSearch other) {
        patterns = other.patterns;
        window = other.window;
    }

    /// Returns where the content begins that the first matching expression finds, or -1.
    ///
    /// @param whole whether the text is all there is; else an expression bound to its beginning does not match
    /// @throws GrammarException if an expression is too slow
    int find(String text, boolean whole) {
        for (Pattern pattern : patterns) {
            int start = find(pattern, text, whole);
            if (start >= 0) return start;
        }
        return -1;
    }

    private int find(Pattern pattern, String text, boolean whole) {
        while (true) {
            try {
                Matcher matcher = pattern.matcher(new Counted(text));
                int from = Math.max(whole ? 0 : 1, text.length() - window);
                if (from > text.length()) return -1;
                matcher.region(from, text.length()).useAnchoringBounds(false).useTransparentBounds(true);
                return matcher.find() ? start(matcher) : -1;
            } catch (TooSlow | StackOverflowError slow) {
                if (window == LEAST_WINDOW) throw tooSlow(pattern);
                window /= 2;
            }
        }
    }

    private static int start(Matcher matcher) {
        for (int group = 1; group <= matcher.groupCount(); group++)
            if (matcher.end(group) > matcher.start(group)) return matcher.start(group);
        return matcher.start();
    }

    private static GrammarException tooSlow(Pattern pattern) {
        return new GrammarException(
                "the trigger pattern %s takes too long on %d characters: let it repeat less within repetitions"
                        .formatted(pattern, LEAST_WINDOW));
    }

    private static final class TooSlow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooSlow() {
            super(null, null, false, false);
        }
    }

    /// A text that may be read so often and no more: that stops an expression that goes back and forth in it.
    private static final class Counted implements CharSequence {
        private final String text;
        private int left = STEPS;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (left-- == 0) throw new TooSlow();
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
