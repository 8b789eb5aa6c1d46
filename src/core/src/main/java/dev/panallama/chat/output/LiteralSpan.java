package dev.panallama.chat.output;

/// Finds where one literal ends, of Python or of Gemma, with text that comes in pieces.
final class LiteralSpan {
    private final boolean gemma;
    private final JsonSpan python = new JsonSpan();
    private int scanned;
    private int depth;
    private boolean quoted;

    LiteralSpan(boolean gemma) {
        this.gemma = gemma;
    }

    /// Returns the length of the literal that begins here, or -1 if it has not come to its end yet.
    int length(Pending in) {
        return gemma ? gemmaLength(in) : pythonLength(in);
    }

    private int pythonLength(Pending in) {
        while (scanned < in.length() && python.accept(in.at(scanned))) scanned++;
        return python.done() || scanned < in.length() ? scanned : -1;
    }

    /// Behind a literal comes a comma or a bracket.
    private int gemmaLength(Pending in) {
        while (scanned < in.length()) {
            int quote = in.match(scanned, Literals.GEMMA_QUOTE);
            if (quote == Pending.MAYBE) return -1;
            if (quote >= 0) {
                quoted = !quoted;
                scanned = quote;
                continue;
            }
            if (!quoted && ends(in.at(scanned))) return scanned;
            scanned++;
        }
        return -1;
    }

    private boolean ends(char next) {
        switch (next) {
            case '{', '[' -> depth++;
            case '}', ']' -> {
                return depth-- == 0;
            }
            case ',' -> {
                return depth == 0;
            }
            default -> {
            }
        }
        return false;
    }
}
