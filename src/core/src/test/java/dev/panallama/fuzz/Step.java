package dev.panallama.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// One step of a case: a name and arguments, written as a line of ASCII.
public record Step(String name, List<String> arguments) {
    private static final String EMPTY = "\\";

    /// Returns a step whose arguments are texts and numbers.
    public static Step of(String name, Object... arguments) {
        return new Step(name, Arrays.stream(arguments).map(Object::toString).toList());
    }

    /// Reads what [#toString] has written.
    public static Step parse(String line) {
        String[] words = line.split(" ");
        return new Step(words[0], Arrays.stream(words).skip(1).map(Step::unescape).toList());
    }

    /// Returns an argument.
    public String text(int index) {
        return arguments.get(index);
    }

    /// Returns an argument that is a number of 32 bits.
    public int number(int index) {
        return Integer.parseInt(text(index));
    }

    /// Returns an argument that is a number of 64 bits.
    public long whole(int index) {
        return Long.parseLong(text(index));
    }

    /// Returns an argument that is a number, or none.
    public float real(int index) {
        return Float.parseFloat(text(index));
    }

    @Override
    public String toString() {
        return name + arguments.stream().map(it -> " " + escape(it)).collect(Collectors.joining());
    }

    private static String escape(String text) {
        if (text.isEmpty()) return EMPTY;
        var line = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c > ' ' && c < 0x7f && c != '\\') line.append(c);
            else line.append("\\u%04x".formatted((int) c));
        }
        return line.toString();
    }

    private static String unescape(String word) {
        if (word.equals(EMPTY)) return "";
        var text = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) != '\\') text.append(word.charAt(i));
            else {
                text.append((char) Integer.parseInt(word, i + 2, i + 6, 16));
                i += 5;
            }
        }
        return text.toString();
    }
}
