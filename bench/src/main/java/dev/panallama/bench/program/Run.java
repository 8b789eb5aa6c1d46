package dev.panallama.bench.program;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What a program did: its tokens, and when it had them.
///
/// @param promptNanos for computing a prompt
/// @param decodeNanos for computing the tokens after the first; 0 where a program does not tell
/// @param chooseNanos for choosing tokens; 0 where a program does not tell
/// @param pieceNanos for their text; 0 where a program does not tell
/// @param times when each token was there, since the beginning
/// @param ids the tokens
public record Run(long promptNanos, long decodeNanos, long chooseNanos, long pieceNanos, List<Long> times,
        List<Integer> ids) {
    private static final Pattern BLANK = Pattern.compile(" ");

    /// Reads what a program has answered: `done PROMPT DECODE CHOOSE PIECE | NANOS:ID NANOS:ID …`.
    static Run read(String line) {
        List<String> words = BLANK.splitAsStream(line).toList();
        if (words.size() < 6 || !words.getFirst().equals("done") || !words.get(5).equals("|"))
            throw new IllegalStateException("a program answered " + line);
        List<String> tokens = words.subList(6, words.size());
        return new Run(Long.parseLong(words.get(1)), Long.parseLong(words.get(2)), Long.parseLong(words.get(3)),
                Long.parseLong(words.get(4)),
                tokens.stream().map(it -> Long.valueOf(it.substring(0, it.indexOf(':')))).toList(),
                tokens.stream().map(it -> Integer.valueOf(it.substring(it.indexOf(':') + 1))).toList());
    }

    /// Returns both as one, the other after this one.
    public Run then(Run next) {
        long before = times.isEmpty() ? promptNanos : times.getLast();
        var allTimes = new ArrayList<>(times);
        next.times.forEach(it -> allTimes.add(before + it));
        var allIds = new ArrayList<>(ids);
        allIds.addAll(next.ids);
        return new Run(promptNanos + next.promptNanos, decodeNanos + next.decodeNanos, chooseNanos + next.chooseNanos,
                pieceNanos + next.pieceNanos, allTimes, allIds);
    }

    /// Returns how many tokens of a prompt it computed a second.
    public double promptSpeed(int promptLength) {
        return promptLength * 1e9 / promptNanos;
    }

    /// Returns how many tokens it generated a second, from the first to the last.
    public double generationSpeed() {
        return (times.size() - 1) * 1e9 / (times.getLast() - times.getFirst());
    }
}
