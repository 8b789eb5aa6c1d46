package dev.panallama.chat.output;

import dev.panallama.grammar.schema.Gbnf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// Writes texts for a grammar, in which control tokens stand by their ids.
final class MarkerRules {
    private final List<Token> tokens;

    /// A piece of a text: a control token, or text without any.
    record Piece(String text, OptionalInt token) {
        String rule() {
            return token.isPresent() ? "<[" + token.getAsInt() + "]>" : Gbnf.literal(text);
        }
    }

    private record Token(String text, int id) {}

    MarkerRules(OutputFormat format, ControlTokens vocabulary) {
        tokens = format.markers().stream()
                .flatMap(it -> vocabulary.id(it).stream().mapToObj(id -> new Token(it, id)))
                .sorted(Comparator.comparingInt((Token it) -> it.text().length()).reversed()).toList();
    }

    /// Returns what matches a text and nothing else.
    String literal(String text) {
        return pieces(text).stream().map(Piece::rule).collect(Collectors.joining(" "));
    }

    /// Returns the rest of a text from its first control token on, or the whole if it has none.
    String fromToken(String text) {
        var pieces = pieces(text);
        boolean inside = pieces.size() > 1 && pieces.getFirst().token().isEmpty();
        return inside ? text.substring(pieces.getFirst().text().length()) : text;
    }

    List<Piece> pieces(String text) {
        var pieces = new ArrayList<Piece>();
        int from = 0;
        for (int at = 0; at < text.length(); at++) {
            int place = at;
            var token = tokens.stream().filter(it -> text.startsWith(it.text(), place)).findFirst();
            if (token.isEmpty()) continue;
            if (at > from) pieces.add(new Piece(text.substring(from, at), OptionalInt.empty()));
            pieces.add(new Piece(token.get().text(), OptionalInt.of(token.get().id())));
            from = at + token.get().text().length();
            at = from - 1;
        }
        if (from < text.length()) pieces.add(new Piece(text.substring(from), OptionalInt.empty()));
        return pieces;
    }
}
