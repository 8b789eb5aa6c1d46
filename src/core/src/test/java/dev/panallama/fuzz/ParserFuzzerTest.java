package dev.panallama.fuzz;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What [ParserFuzzer] began with, and what it found.
final class ParserFuzzerTest {
    @ParameterizedTest
    @EnumSource(Parser.class)
    void kept_inputs_are_read_or_refused(Parser parser) throws IOException, URISyntaxException {
        for (Path file : inputs(parser)) {
            byte[] data = Files.readAllBytes(file);
            assertDoesNotThrow(() -> parser.check(data), file::toString);
        }
    }

    @ParameterizedTest
    @EnumSource(Parser.class)
    void good_inputs_are_read(Parser parser) throws IOException, URISyntaxException {
        for (Path file : inputs(parser))
            if (!file.getFileName().toString().startsWith("found-")) parser.read(Files.readAllBytes(file));
    }

    private static List<Path> inputs(Parser parser) throws IOException, URISyntaxException {
        var folder = Path.of(Objects.requireNonNull(ParserFuzzerTest.class.getResource("parsers")).toURI());
        try (Stream<Path> files = Files.list(folder.resolve(parser.folder()))) {
            return files.sorted().toList();
        }
    }
}
