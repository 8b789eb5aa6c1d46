package dev.panallama.grammar.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/// Joins the parts of a sequence, with neighbouring characters as one text.
final class SequenceText {
    private SequenceText() {}

    /// Returns the parts in GBNF.
    ///
    /// @param character what stands for a character
    /// @param other what stands for another part
    static String of(List<Regex> parts, IntFunction<String> character, Function<Regex, String> other) {
        var texts = new ArrayList<String>();
        var literal = new StringBuilder();
        for (var part : parts) {
            if (part instanceof Regex.Literal(int code)) {
                literal.append(character.apply(code));
                continue;
            }
            flush(literal, texts);
            texts.add(other.apply(part));
        }
        flush(literal, texts);
        return String.join(" ", texts);
    }

    private static void flush(StringBuilder literal, List<String> texts) {
        if (!literal.isEmpty()) texts.add(Gbnf.literal(literal.toString()));
        literal.setLength(0);
    }
}
