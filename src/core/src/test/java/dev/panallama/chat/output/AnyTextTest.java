package dev.panallama.chat.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A model may write anything. Nothing of it is an error, and pieces of any length say the same.
class AnyTextTest {
    private static final int TEXTS = 100;

    @Test
    void any_text_is_read_in_the_same_way_in_any_pieces() {
        Map<String, String> templates = new LinkedHashMap<>();
        TemplateFiles.names().forEach(it -> templates.putIfAbsent(TemplateFiles.format(it).family(), it));
        for (var template : templates.values()) {
            var format = TemplateFiles.format(template);
            var words = words(format);
            var random = new Random(template.hashCode());
            var prompt = format.prompt().orElse("");
            for (int i = 0; i < TEXTS; i++) {
                var text = text(words, random);
                boolean separate = random.nextBoolean();
                boolean ends = random.nextBoolean();
                var whole = read(format, prompt, text, text.length(), separate, ends);
                for (int length : List.of(1, 2, 5)) {
                    assertEquals(whole, read(format, prompt, text, length, separate, ends),
                            () -> template + ": " + text);
                }
            }
        }
    }

    private static Output read(OutputFormat format, String prompt, String text, int length, boolean separate,
            boolean ends) {
        var reader = new OutputReader(format, SampleTools.ALL, prompt, separate);
        var deltas = Deltas.read(reader, text, length, ends);
        assertEquals(reader.output(), Deltas.joined(deltas));
        return reader.output();
    }

    /// Returns what a text may be made of: markers, parts of them, and what stands between.
    private static List<String> words(OutputFormat format) {
        var words = new ArrayList<>(format.markers());
        for (var shape : List.of(format.calls().section(), format.calls().call(), format.calls().argument())) {
            for (int i = 0; i < shape.pieces().size(); i++) if (!shape.textAt(i).isEmpty()) words.add(shape.textAt(i));
        }
        for (int i = words.size() - 1; i >= 0; i--) words.add(words.get(i).substring(0, words.get(i).length() / 2));
        for (var tool : SampleTools.ALL) words.add(tool.name());
        words.addAll(List.of(" ", "\n", "a", "city", "text", "days", "\"", "{", "}", "[", "]", "(", ")", "=", ":", ",",
                "1", "-2.5", "true", "None", "'x'", "\"y\\\"\"", "{\"city\": \"Rome\"}", "\"name\": \"weather\"",
                "\"arguments\": {\"city\": \"Rome\"}", "{\"name\": \"nothing\", \"arguments\": {}}", "<|\"|>", "<",
                "格", "😀", "\\", "functions.weather:0", "to=functions.weather", " to=weather", "abcdefghi"));
        return words;
    }

    /// Mostly in the order of the format, so that something comes of it.
    private static String text(List<String> words, Random random) {
        var text = new StringBuilder();
        int at = random.nextInt(words.size());
        for (int i = random.nextInt(40); i >= 0; i--) {
            at = random.nextInt(3) > 0 ? (at + 1) % words.size() : random.nextInt(words.size());
            text.append(words.get(at));
        }
        return text.toString();
    }
}
