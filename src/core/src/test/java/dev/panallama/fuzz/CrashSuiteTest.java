package dev.panallama.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Nothing that is passed takes the JVM down, hangs it, or ends in an exception that is not documented. Cases 0, 1, 2 and so on of
/// each target; with `-Dfuzz.minutes=120` so long, with others each time.
final class CrashSuiteTest {
    private static final long MINUTES = Long.getLong("fuzz.minutes", 0);
    private static final int SIDE_BY_SIDE = 2; // as tests are run

    static Set<String> targets() {
        return Targets.names();
    }

    static List<Path> storedCases() throws IOException, URISyntaxException {
        var folder = Path.of(Objects.requireNonNull(CrashSuiteTest.class.getResource("cases")).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Execution(ExecutionMode.CONCURRENT) // the cases are done in a JVM of their own
    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    @Timeout(value = 1, unit = TimeUnit.DAYS) // each case has its own time
    void no_case_does_harm(String target) throws Exception {
        try (var suite = new CrashSuite(target)) {
            Tally tally = suite.run(numbers(target));
            System.out.println(tally);
            assertEquals(List.of(), tally.findings());
        }
    }

    private static LongStream numbers(String target) {
        if (MINUTES == 0) return LongStream.range(0, Targets.cases(target));
        long share = TimeUnit.MINUTES.toNanos(MINUTES) * SIDE_BY_SIDE / Targets.names().size();
        long end = System.nanoTime() + share;
        return LongStream.iterate(System.currentTimeMillis() << 20, it -> System.nanoTime() < end, it -> it + 1);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @MethodSource("storedCases")
    void what_was_found_once_does_no_harm_again(Path file) throws Exception {
        try (var suite = new CrashSuite(StoredCase.read(file).target())) {
            Answer answer = suite.run(file);
            assertFalse(answer.outcome().harmful(), answer::toString);
        }
    }
}
