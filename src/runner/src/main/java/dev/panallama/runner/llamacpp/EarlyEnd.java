package dev.panallama.runner.llamacpp;

import dev.panallama.Token;
import java.time.Duration;
import java.util.function.Predicate;

/// Ends a completion of code before the model does: where a line begins further left than wanted (`n_indent`), or when the
/// time is up and there is a whole line (`t_max_predict_ms`). For one answer and one thread.
final class EarlyEnd implements Predicate<Token> {
    private final int indent;
    private final Duration time;
    private long firstToken;
    private boolean inIndent;
    private boolean hasLine;
    private int blanks;
    private int length;
    private int cut = Integer.MAX_VALUE;
    private boolean ended;

    /// @param indent how many blanks each line but the first has at least; 0 for any
    /// @param time from the first token on; zero for any
    EarlyEnd(int indent, Duration time) {
        this.indent = indent;
        this.time = time;
    }

    @Override
    public boolean test(Token token) {
        if (firstToken == 0) firstToken = System.nanoTime();
        token.text().chars().forEach(this::read);
        boolean late = time.isPositive() && System.nanoTime() - firstToken > time.toNanos();
        ended |= cut < Integer.MAX_VALUE || (late && hasLine);
        return ended;
    }

    private void read(int character) {
        if (character == '\n') {
            hasLine = true;
            inIndent = true;
            blanks = 0;
        } else if (inIndent && (character == ' ' || character == '\t')) {
            blanks++;
        } else if (inIndent) {
            inIndent = false;
            if (blanks < indent) cut = Math.min(cut, length - blanks);
        }
        length++;
    }

    /// Whether it has ended the answer.
    boolean ended() {
        return ended;
    }

    /// Returns a text without the line that is too far left.
    String trimmed(String text) {
        return text.substring(0, Math.min(cut, text.length()));
    }
}
