package dev.panallama.grammar.schema;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The rules of a grammar in the making, by name.
final class Rules {
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[^a-zA-Z0-9-]+");
    private static final int MOST_CHARACTERS = 256 * 1024;

    private final Map<String, String> bodies = new TreeMap<>();
    private final Map<Rule, String> numbered = new HashMap<>();
    private final Map<String, Integer> next = new HashMap<>();
    private int characters;

    private record Rule(String name, String body) {}

    /// Returns what may stand in a grammar as a rule's name.
    static String nameOf(String text) {
        return NOT_IN_NAMES.matcher(text).replaceAll("-");
    }

    /// Adds a rule and returns its name: with a number behind it where another rule has the name already. The same rule
    /// is there once.
    String add(String name, String body) {
        var base = nameOf(name);
        var taken = bodies.putIfAbsent(base, body);
        if (taken == null) count(base, body);
        if (taken == null || taken.equals(body)) return base;
        return numbered.computeIfAbsent(new Rule(base, body), it -> addNumbered(it.name(), it.body()));
    }

    /// Returns a name like this one that no rule has.
    String free(String name) {
        var base = nameOf(name);
        int number = 0;
        var free = base;
        while (bodies.containsKey(free)) free = base + number++;
        return free;
    }

    boolean contains(String name) {
        return bodies.containsKey(name);
    }

    /// Returns the grammar, sorted by name.
    String text() {
        var text = new StringBuilder(characters);
        bodies.forEach((name, body) -> text.append(name).append(" ::= ").append(body).append('\n'));
        return text.toString();
    }

    private String addNumbered(String base, String body) {
        int number = next.getOrDefault(base, 0);
        while (bodies.containsKey(base + number)) number++;
        next.put(base, number + 1);
        bodies.put(base + number, body);
        count(base, body);
        return base + number;
    }

    private void count(String name, String body) {
        characters += name.length() + body.length();
        if (characters > MOST_CHARACTERS || characters < 0) {
            throw new IllegalArgumentException(
                    "the grammar has more than %,d characters: make the schema simpler".formatted(MOST_CHARACTERS));
        }
    }
}
