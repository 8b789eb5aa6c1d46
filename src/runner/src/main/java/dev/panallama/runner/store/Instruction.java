package dev.panallama.runner.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// One instruction of a Modelfile. Immutable.
///
/// @param line the number of the line that it begins on
/// @param name in capitals
/// @param key the name of the parameter, or the role of the message; empty for other instructions
/// @param value without what stands around it
record Instruction(int line, String name, String key, String value) {
    private static final String FENCE = "\"\"\"";
    private static final Set<String> KEYED = Set.of("PARAMETER", "MESSAGE");

    /// Reads all of a Modelfile.
    static List<Instruction> all(String text) {
        return new Reader(text.replaceFirst("^\uFEFF", "").split("\r?\n", -1)).all();
    }

    /// Returns a text as it stands in a Modelfile. What would end it is broken up by backslashes, which a reader takes out again.
    static String fenced(String text) {
        return FENCE + text.replaceAll("\"\"(?=\\\\*\")", "\"\"\\\\") + FENCE;
    }

    private static String unbroken(String text) {
        return text.replaceAll("\"\"\\\\(?=\\\\*\")", "\"\"");
    }

    /// Returns a name, a path or a value as it stands in a Modelfile: bare if it can.
    static String bare(String value) {
        boolean safe = !value.isBlank() && value.equals(value.strip()) && !value.startsWith("\"")
                && value.indexOf('\n') < 0;
        return safe ? value : fenced(value);
    }

    /// Returns the value of a parameter as it stands in a Modelfile.
    static String quoted(String value) {
        if (value.matches("[\\w.+-]+")) return value;
        return value.matches("[^\"\n]*") ? "\"" + value + "\"" : fenced(value);
    }

    IllegalArgumentException wrong(String why) {
        return wrong(line, why);
    }

    private static IllegalArgumentException wrong(int line, String why) {
        return new IllegalArgumentException("line %d of the Modelfile: %s".formatted(line, why));
    }

    /// Goes through the lines.
    private static final class Reader {
        private final String[] lines;
        private int next;

        Reader(String... lines) {
            this.lines = lines;
        }

        List<Instruction> all() {
            var all = new ArrayList<Instruction>();
            while (next < lines.length) {
                String line = lines[next++].stripLeading();
                if (!line.isEmpty() && !line.startsWith("#")) all.add(instruction(line));
            }
            return all;
        }

        private Instruction instruction(String line) {
            int number = next;
            String[] words = line.split("\\s+", 2);
            String name = words[0].toUpperCase(Locale.ROOT);
            String rest = words.length == 2 ? words[1] : "";
            if (rest.isBlank()) throw wrong(number, "%s says nothing".formatted(name));
            if (!KEYED.contains(name)) return new Instruction(number, name, "", value(rest));
            String[] parts = rest.split("\\s+", 2);
            if (parts.length < 2 || parts[1].isBlank())
                throw wrong(number, "%s needs a %s".formatted(name,
                        name.equals("MESSAGE") ? "role and a text" : "name and a value"));
            return new Instruction(number, name, parts[0].toLowerCase(Locale.ROOT), value(parts[1]));
        }

        private String value(String rest) {
            if (rest.startsWith(FENCE)) return fenced(rest.substring(FENCE.length()));
            return rest.startsWith("\"") ? quoted(rest.substring(1)) : rest.strip();
        }

        /// Reads on to a line that ends with a quote: those within lines belong to the text.
        private String quoted(String first) {
            int begin = next;
            var text = new StringBuilder(first);
            String line = first;
            while (!line.stripTrailing().endsWith("\"")) {
                if (next == lines.length) throw wrong(begin, "the text that \" begins has no end");
                line = lines[next++];
                text.append('\n').append(line);
            }
            String whole = text.toString().stripTrailing();
            return whole.substring(0, whole.length() - 1);
        }

        /// Reads on to the end of a text. Quotes right before that belong to it.
        private String fenced(String first) {
            int begin = next;
            var text = new StringBuilder(first);
            int end = text.indexOf(FENCE);
            while (end < 0) {
                if (next == lines.length)
                    throw wrong(begin, "the text that %s begins has no end".formatted(FENCE));
                int length = text.append('\n').length();
                end = text.append(lines[next++]).indexOf(FENCE, length);
            }
            while (text.indexOf("\"", end + FENCE.length()) == end + FENCE.length()) end++;
            if (!text.substring(end + FENCE.length()).isBlank())
                throw wrong(next, "there is more behind the %s that ends a text".formatted(FENCE));
            return unbroken(text.substring(0, end));
        }
    }
}
