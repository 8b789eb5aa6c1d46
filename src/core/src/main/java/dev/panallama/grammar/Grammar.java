package dev.panallama.grammar;

import dev.panallama.error.GrammarException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Says which texts may be generated, in llama.cpp's GBNF. Immutable; any thread may use it, and what one matcher
/// learns about it makes others faster.
///
/// A grammar is checked when it is made: a fault in its text or a size beyond the limits is a [GrammarException]
/// then, with line and column.
public final class Grammar {
    private final String text;
    private final Machine machine;
    private final Triggers triggers;

    private Grammar(String text, Machine machine, List<Trigger> triggers) {
        this.text = text;
        this.machine = machine;
        this.triggers = new Triggers(triggers, machine);
    }

    /// Returns the grammar that a text in GBNF describes (grammars/README.md of llama.cpp). It begins with the rule
    /// `root`.
    ///
    /// @param text at most 262,144 characters with 2,000 rules, nested up to 500 deep
    /// @throws GrammarException if the text is no grammar, if a rule begins with itself, or if it is too large
    public static Grammar gbnf(String text) {
        return new Grammar(text, new Machine(Compiler.compile(text)), List.of());
    }

    /// Returns the grammar in GBNF.
    public String text() {
        return text;
    }

    /// Returns this grammar as a lazy one: it allows everything until a trigger appears in what is generated, and then
    /// has to match from the beginning of the trigger on. Without triggers it is not lazy.
    ///
    /// @throws GrammarException if the grammar does not begin with a trigger word
    public Grammar withTriggers(Trigger... all) {
        return new Grammar(text, machine, List.of(all));
    }

    /// Returns the triggers of a lazy grammar.
    public List<Trigger> triggers() {
        return triggers.list();
    }

    /// Returns whether the grammar describes this text as a whole.
    public boolean matches(String whole) {
        var matcher = matcher();
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        if (!matcher.accepts(bytes)) return false;
        matcher.accept(bytes);
        return matcher.canEnd();
    }

    /// Returns a matcher at the beginning of a text. It waits for no trigger.
    public GrammarMatcher matcher() {
        return new GrammarMatcher(machine);
    }

    /// Returns a matcher at the beginning of a generation with this vocabulary.
    ///
    /// @throws GrammarException if the grammar or a trigger names a token that the vocabulary does not have
    public TokenMatcher matcher(TokenTrie vocabulary) {
        var steps = new TokenSteps(machine, vocabulary);
        triggers.check(steps);
        return new TokenMatcher(steps, triggers.list().isEmpty() ? null : new TriggerWatch(triggers, steps));
    }

    /// Compares texts and triggers.
    @Override
    public boolean equals(Object other) {
        return other instanceof Grammar that && text.equals(that.text) && triggers().equals(that.triggers());
    }

    @Override
    public int hashCode() {
        return Objects.hash(text, triggers());
    }

    @Override
    public String toString() {
        return "Grammar[%d characters of GBNF, %d triggers]".formatted(text.length(), triggers().size());
    }
}
