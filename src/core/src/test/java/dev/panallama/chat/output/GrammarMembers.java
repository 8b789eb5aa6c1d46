package dev.panallama.chat.output;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Makes texts by chance that a grammar describes, from the text of the grammar: a reading of its own, which the matcher
/// does not take part in.
final class GrammarMembers {
    private static final String LETTERS = "abcxyz ABC019\n\t<>/|{}[]()'\"\\.,:=-_&é格😀";
    private static final int MOST = 1_000_000;

    private final Map<String, Node> rules = new HashMap<>();
    private final RandomGenerator random;
    private int budget;

    /// What a part of a grammar writes, and how little of it there may be.
    private sealed interface Node {
        record Text(String text) implements Node {}

        record Characters(boolean not, List<int[]> ranges) implements Node {}

        record Reference(String name) implements Node {}

        record Sequence(List<Node> parts) implements Node {}

        record Choice(List<Node> parts) implements Node {}

        record Repeated(Node part, int least, int most) implements Node {}
    }

    private final Map<String, Integer> least = new HashMap<>();

    GrammarMembers(String grammar, RandomGenerator random) {
        this.random = random;
        for (var line : grammar.split("\n")) {
            int sign = line.indexOf(" ::= ");
            rules.put(line.substring(0, sign), new Reading(line.substring(sign + 5)).choice());
        }
        rules.keySet().forEach(it -> least.put(it, MOST));
        for (boolean changed = true; changed;) {
            changed = false;
            for (var rule : rules.entrySet()) {
                int length = least(rule.getValue());
                changed |= length < least.get(rule.getKey());
                least.put(rule.getKey(), length);
            }
        }
    }

    /// Returns a text; after `size` characters it comes to its end as soon as it can.
    String member(int size) {
        budget = size;
        var text = new StringBuilder();
        write(new Node.Reference("root"), text);
        return text.toString();
    }

    private int least(Node node) {
        return switch (node) {
            case Node.Text(var text) -> text.length();
            case Node.Characters _ -> 1;
            case Node.Reference(var name) -> Math.min(MOST, least.get(name) + 1);
            case Node.Sequence(var parts) -> Math.min(MOST, parts.stream().mapToInt(this::least).sum());
            case Node.Choice(var parts) -> parts.stream().mapToInt(this::least).min().orElse(0);
            case Node.Repeated(var part, int least, int _) -> least == 0 ? 0 : Math.min(MOST, least * least(part));
        };
    }

    private void write(Node start, StringBuilder text) {
        var todo = new java.util.ArrayDeque<Node>(List.of(start));
        while (!todo.isEmpty()) {
            switch (todo.pop()) {
                case Node.Text(var it) -> text.append(it);
                case Node.Characters it -> text.append(character(it));
                case Node.Reference(var name) -> todo.push(rules.get(name));
                case Node.Sequence(var parts) -> parts.reversed().forEach(todo::push);
                case Node.Choice(var parts) -> todo.push(text.length() > budget
                        ? shortest(parts)
                        : parts.get(random.nextInt(parts.size())));
                case Node.Repeated(var part, int least, int most) -> {
                    int times = text.length() > budget ? least : least + random.nextInt(Math.min(4, most - least + 1));
                    for (int i = 0; i < times; i++) todo.push(part);
                }
            }
        }
    }

    private Node shortest(List<Node> parts) {
        return parts.stream().min(java.util.Comparator.comparingInt(this::least)).orElseThrow();
    }

    private String character(Node.Characters characters) {
        for (int i = 0; i < 50; i++) {
            int letter = LETTERS.codePointAt(LETTERS.offsetByCodePoints(0,
                    random.nextInt(LETTERS.codePointCount(0, LETTERS.length()))));
            if (characters.ranges().stream().anyMatch(it -> it[0] <= letter && letter <= it[1]) != characters.not()) {
                return Character.toString(letter);
            }
        }
        if (characters.not()) throw new AssertionError("no letter fits");
        var range = characters.ranges().get(random.nextInt(characters.ranges().size()));
        return Character.toString(random.nextInt(range[0], range[1] + 1));
    }

    /// Reads one rule.
    private static final class Reading {
        private final String text;
        private int at;

        Reading(String text) {
            this.text = text;
        }

        Node choice() {
            var parts = new ArrayList<Node>(List.of(sequence()));
            while (at < text.length() && text.charAt(at) == '|') {
                at++;
                parts.add(sequence());
            }
            return parts.size() == 1 ? parts.getFirst() : new Node.Choice(parts);
        }

        private Node sequence() {
            var parts = new ArrayList<Node>();
            while (true) {
                while (at < text.length() && text.charAt(at) == ' ') at++;
                if (at == text.length() || text.charAt(at) == '|' || text.charAt(at) == ')') break;
                parts.add(repeated(item()));
            }
            return new Node.Sequence(parts);
        }

        private Node item() {
            char first = text.charAt(at);
            if (first == '"') return literal();
            if (first == '[') return characters();
            if (first != '(') return name();
            at++;
            var inside = choice();
            at++;
            return inside;
        }

        private Node name() {
            int start = at;
            while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '-')) at++;
            if (at == start) throw new AssertionError("at " + text.substring(at));
            return new Node.Reference(text.substring(start, at));
        }

        private Node literal() {
            var value = new StringBuilder();
            at++;
            while (text.charAt(at) != '"') value.appendCodePoint(letter());
            at++;
            return new Node.Text(value.toString());
        }

        private Node characters() {
            var ranges = new ArrayList<int[]>();
            at++;
            boolean not = text.charAt(at) == '^';
            if (not) at++;
            while (text.charAt(at) != ']') {
                int from = letter();
                int to = from;
                if (text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
                    at++;
                    to = letter();
                }
                ranges.add(new int[]{from, to});
            }
            at++;
            return new Node.Characters(not, ranges);
        }

        private int letter() {
            int letter = text.codePointAt(at);
            at += Character.charCount(letter);
            if (letter != '\\') return letter;
            char escape = text.charAt(at++);
            int digits = switch (escape) {
                case 'x' -> 2;
                case 'u' -> 4;
                case 'U' -> 8;
                default -> 0;
            };
            at += digits;
            if (digits > 0) return Integer.parseInt(text.substring(at - digits, at), 16);
            return switch (escape) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'r' -> '\r';
                default -> escape;
            };
        }

        private Node repeated(Node part) {
            if (at == text.length()) return part;
            return switch (text.charAt(at)) {
                case '?' -> times(part, 0, 1);
                case '*' -> times(part, 0, 8);
                case '+' -> times(part, 1, 8);
                case '{' -> counted(part);
                default -> part;
            };
        }

        private Node times(Node part, int least, int most) {
            at++;
            return new Node.Repeated(part, least, most);
        }

        private Node counted(Node part) {
            int end = text.indexOf('}', at);
            var bounds = text.substring(at + 1, end).split(",", -1);
            at = end;
            int least = Integer.parseInt(bounds[0]);
            int most = bounds.length == 1 ? least : bounds[1].isEmpty() ? least + 8 : Integer.parseInt(bounds[1]);
            return times(part, least, most);
        }
    }
}
