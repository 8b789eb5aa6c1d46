package dev.panallama.bench.program;

import java.util.Arrays;
import java.util.regex.Pattern;

/// What a program did with one prompt: its tokens, and when it had them.
///
/// @param promptNanos until the prompt was computed
/// @param decodeNanos for computing the tokens after the first; 0 where a program does not tell
/// @param chooseNanos for choosing tokens; 0 where a program does not tell
/// @param pieceNanos for their text; 0 where a program does not tell
/// @param times when each token was there, since the beginning
/// @param ids the tokens
public record Run(long promptNanos, long decodeNanos, long chooseNanos, long pieceNanos, long[] times, int[] ids) {
    private static final Pattern BLANK = Pattern.compile(" ");

    /// Reads what a program has answered: `done PROMPT DECODE CHOOSE PIECE | NANOS:ID NANOS:ID …`.
    static Run read(String line) {
        String[] words = BLANK.split(line);
        if (words.length < 6 || !words[0].equals("done") || !words[5].equals("|"))
            throw new IllegalStateException("a program answered " + line);
        String[] tokens = Arrays.copyOfRange(words, 6, words.length);
        return new Run(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Arrays.stream(tokens).mapToLong(it -> Long.parseLong(it.substring(0, it.indexOf(':')))).toArray(),
                Arrays.stream(tokens).mapToInt(it -> Integer.parseInt(it.substring(it.indexOf(':') + 1))).toArray());
    }

    /// Returns how many tokens of a prompt it computed a second.
    public double promptSpeed(int promptLength) {
        return promptLength * 1e9 / promptNanos;
    }

    /// Returns how many tokens it generated a second, from the first to the last.
    public double generationSpeed() {
        return (times.length - 1) * 1e9 / (times[times.length - 1] - times[0]);
    }
}
