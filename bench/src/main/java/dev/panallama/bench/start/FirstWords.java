package dev.panallama.bench.start;

import dev.panallama.bench.figures.Sample;
import dev.panallama.bench.figures.Section;
import dev.panallama.bench.figures.Table;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Measures how soon command lines begin to answer, in turns: from the start of a process to the first word of the answer.
///
/// @param commands what answers the prompt greedily, by name; the first one prints nothing but the answer
/// @param prompt what all are asked, which some repeat before they answer
/// @param rounds how often each
public record FirstWords(Map<String, List<String>> commands, String prompt, int rounds) {
    public Section measure() throws IOException {
        String first = commands.keySet().iterator().next();
        String word = read(commands.getOrDefault(first, List.of()), " ").strip();
        var millis = new LinkedHashMap<String, List<Double>>();
        for (int i = 0; i < rounds; i++)
            for (Map.Entry<String, List<String>> it : commands.entrySet())
                millis.computeIfAbsent(it.getKey(), _ -> new ArrayList<>()).add(millis(it.getValue(), word));
        double least = Sample.of(millis.getOrDefault(first, List.of())).median();
        var table = new Table("Program", "first word, ms", "÷ first");
        millis.forEach((name, all) -> table.row(name, Sample.of(all).format(0),
                Sample.text(Sample.of(all).median() / least, 2)));
        return new Section("From a command line to the first word",
                """
                        Asked «%s»; the answer begins with «%s». %d starts of each in turns, files in the page cache. Median (least–greatest).

                        %s"""
                        .formatted(prompt, word, rounds, table));
    }

    private double millis(List<String> command, String word) throws IOException {
        long start = System.nanoTime();
        read(command, word);
        return (System.nanoTime() - start) / 1e6;
    }

    /// Runs a command until its answer has a text, and returns what it has said by then.
    private String read(List<String> command, String text) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (Reader output = process.inputReader()) {
            process.getOutputStream().close();
            var said = new StringBuilder();
            for (int it = output.read(); it >= 0; it = output.read()) {
                said.append((char) it);
                if (answers(said.toString(), text)) return said.toString();
            }
            throw new IOException("%s ended without «%s»; it said: %s".formatted(command, text, said));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /// Returns whether a text comes after the prompt, if that was repeated, and not within a prompt that is being repeated.
    private boolean answers(String said, String text) {
        int asked = said.lastIndexOf(prompt);
        int from = asked < 0 ? 0 : asked + prompt.length();
        int found = said.indexOf(text, from);
        return found >= 0 && IntStream.rangeClosed(from, found).noneMatch(it -> prompt.startsWith(said.substring(it)));
    }
}
