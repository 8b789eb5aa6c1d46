package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Perplexity is that of llama.cpp's own program, after each window.
final class SamePerplexityTest {
    private static final Pattern WINDOW = Pattern.compile("\\[\\d+](\\d+\\.\\d+),");
    private static final Pattern ERROR = Pattern.compile("PPL = \\S+ \\+/- (\\d+\\.\\d+)");
    private static final double TOLERANCE = 0.005; // relative

    @TempDir
    private Path folder;

    static Stream<Supplier<Path>> models() {
        return Stream.of(TestModels::smolLm2, TinyModels::llama, TinyModels::gemma3, TinyModels::gpt2);
    }

    @ParameterizedTest
    @MethodSource("models")
    void perplexity_equals_that_of_llama_cpps_own_program(Supplier<Path> file) throws Exception {
        String text = Files.readString(LlamaSource.root().resolve("CONTRIBUTING.md")).substring(0, 2500);
        Path prompt = Files.writeString(folder.resolve("text.txt"), text);
        String output = LlamaTool.PERPLEXITY.run(
                "-m", file.get(), "-f", prompt, "-c", 64, "-b", 64, "-ub", 64, "-t", 1, "-ngl", 0);
        List<Double> expected = numbers(WINDOW, output);

        var found = new ArrayList<Perplexity>();
        var options = SessionOptions.defaults().withThreads(1).withContextLength(64);
        try (var model = Model.load(file.get()); var scorer = model.scorer(options)) {
            scorer.perplexity(text, 64, found::add);
        }
        assertEquals(expected.size(), found.size(), output);
        for (int i = 0; i < found.size(); i++)
            assertEquals(expected.get(i), found.get(i).value(), TOLERANCE * expected.get(i), "window " + i);
        double error = numbers(ERROR, output).getFirst();
        assertEquals(error, found.getLast().standardError(), TOLERANCE * error);
        System.out.printf("perplexity of %s: %.4f, llama.cpp's program %.4f (ratio %.6f, allowed 0.995 to 1.005)%n",
                file.get().getFileName(), found.getLast().value(), expected.getLast(),
                found.getLast().value() / expected.getLast());
    }

    private static List<Double> numbers(Pattern pattern, String output) {
        return pattern.matcher(output).results().map((MatchResult it) -> Double.valueOf(it.group(1))).toList();
    }
}
