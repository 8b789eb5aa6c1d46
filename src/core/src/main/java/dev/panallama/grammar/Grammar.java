package dev.panallama.grammar;

import dev.panallama.error.GrammarException;
import java.nio.charset.StandardCharsets;

/// Says which texts may be generated, in llama.cpp's GBNF. Immutable; any thread may use it, and what one matcher
/// learns about it makes others faster.
///
/// A grammar is checked when it is made: a fault in its text or a size beyond the limits is a [GrammarException]
/// then, with line and column.
public final class Grammar {
    private final String text;
    private final Machine machine;

    private Grammar(String text, Machine machine) {
        this.text = text;
        this.machine = machine;
    }

    /// Returns the grammar that a text in GBNF describes (grammars/README.md of llama.cpp). It begins with the rule
    /// `root`.
    ///
    /// @param text at most 262,144 characters with 2,000 rules, nested up to 500 deep
    /// @throws GrammarException if the text is no grammar, if a rule begins with itself, or if it is too large
    public static Grammar gbnf(String text) {
        return new Grammar(text, new Machine(Compiler.compile(text)));
    }

    /// Returns the grammar in GBNF.
    public String text() {
        return text;
    }

    /// Returns whether the grammar describes this text as a whole.
    public boolean matches(String whole) {
        var matcher = matcher();
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        if (!matcher.accepts(bytes)) return false;
        matcher.accept(bytes);
        return matcher.canEnd();
    }

    /// Returns a matcher at the beginning of a text.
    public GrammarMatcher matcher() {
        return new GrammarMatcher(machine);
    }

    /// Compares the texts.
    @Override
    public boolean equals(Object other) {
        return other instanceof Grammar that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "Grammar[%d characters of GBNF]".formatted(text.length());
    }
}
