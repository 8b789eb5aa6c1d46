package dev.panallama.chat.output;

import dev.panallama.grammar.schema.Gbnf;
import dev.panallama.grammar.schema.SchemaGrammar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Makes rules for any text up to a marker, and the marker.
final class UntilRules {
    private final SchemaGrammar grammar;
    private final MarkerRules markers;
    private final Map<List<String>, String> rules = new HashMap<>();

    UntilRules(SchemaGrammar grammar, MarkerRules markers) {
        this.grammar = grammar;
        this.markers = markers;
    }

    /// Returns a rule for any text up to a marker, and the marker itself. The text has neither it nor `others` in it.
    String until(String marker, List<String> others) {
        var pieces = markers.pieces(marker);
        if (pieces.stream().noneMatch(it -> it.token().isPresent())) return rule(marker, others);
        int first = 0;
        while (pieces.get(first).token().isEmpty()) first++;
        var token = pieces.get(first).rule();
        var rest = pieces.stream().skip(first).map(MarkerRules.Piece::rule).collect(Collectors.joining(" "));
        var text = "!" + token + "*";
        return "(" + text + " " + (first == 0 ? "" : pieces.getFirst().rule() + " ") + rest + ")";
    }

    private String rule(String marker, List<String> others) {
        var key = new ArrayList<>(List.of(marker));
        key.addAll(others);
        var known = rules.get(key);
        if (known != null) return known;
        var name = "until-" + rules.size();
        rules.put(key, name);
        new Automaton(name, marker, others).add();
        return name;
    }

    /// What of the marker, or of another word, was read last (Aho and Corasick, 1975).
    private final class Automaton {
        private final String name;
        private final String marker;
        private final Set<String> words;
        private final Map<String, String> names = new TreeMap<>();

        Automaton(String name, String marker, List<String> others) {
            this.name = name;
            this.marker = marker;
            words = new LinkedHashSet<>(others);
            words.add(marker);
        }

        void add() {
            for (var word : words) for (int i = 0; i < word.length(); i++) {
                var state = word.substring(0, i);
                names.putIfAbsent(state, state.isEmpty() ? name : name + "-" + names.size());
            }
            names.forEach((state, rule) -> grammar.addRule(rule, body(state)));
        }

        private String body(String state) {
            var letters = words.stream().flatMapToInt(String::codePoints).distinct().sorted()
                    .mapToObj(Character::toString).toList();
            var known = letters.stream().map(it -> Gbnf.inClass(it.codePointAt(0))).collect(Collectors.joining());
            var body = new StringBuilder("[^" + known + "] " + name);
            for (var letter : letters) {
                var next = state + letter;
                if (next.endsWith(marker)) body.append(" | ").append(Gbnf.literal(letter));
                else if (words.stream().noneMatch(next::endsWith)) {
                    body.append(" | ").append(Gbnf.literal(letter)).append(' ').append(names.get(longestEnd(next)));
                }
            }
            return body.toString();
        }

        private String longestEnd(String text) {
            int start = 0;
            while (!names.containsKey(text.substring(start))) start++;
            return text.substring(start);
        }
    }
}
