package dev.panallama.grammar.schema;

import java.util.Map;
import java.util.TreeMap;

/// Writes the rule for strings that are none of those given: a tree of their characters, left at the first other one.
final class ExcludedKeys {
    private static final int MOST_LENGTH = 200;

    private final Node root = new Node();

    private static final class Node {
        private final Map<Integer, Node> children = new TreeMap<>();
        private boolean end;
    }

    /// Returns what matches a JSON string that is none of `keys`.
    static String rule(Iterable<String> keys, Place place) {
        var excluded = new ExcludedKeys();
        for (var key : keys) {
            if (key.length() > MOST_LENGTH) {
                throw place.refused("a property's name has %,d characters: give %d or less, or no additionalProperties"
                        .formatted(key.length(), MOST_LENGTH));
            }
            excluded.add(key);
        }
        var out = new StringBuilder("[\"] ( ");
        write(excluded.root, out);
        return out.append(" )").append(excluded.root.end ? "" : "?").append(" [\"]").toString();
    }

    private void add(String key) {
        var node = root;
        for (int character : key.codePoints().toArray()) {
            node = node.children.computeIfAbsent(character, _ -> new Node());
        }
        node.end = true;
    }

    private static void write(Node node, StringBuilder out) {
        var others = new StringBuilder();
        node.children.forEach((character, child) -> {
            var written = Gbnf.inClass(character);
            others.append(written);
            out.append('[').append(written).append(']');
            if (child.children.isEmpty()) {
                out.append(" char+ | ");
            } else {
                out.append(" (");
                write(child, out);
                out.append(") | ");
            }
        });
        out.append("[^\"").append(others).append("] char*");
    }
}
