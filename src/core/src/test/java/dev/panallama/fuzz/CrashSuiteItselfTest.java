package dev.panallama.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The crash suite notices what it is there for.
final class CrashSuiteItselfTest {
    @TempDir
    private Path folder;

    @Test
    void a_death_is_noticed_shrunk_to_what_matters_and_kept() throws Exception {
        try (var suite = new CrashSuite(SelfTest.NAME)) {
            Tally tally = suite.run(LongStream.of(7));
            assertEquals(1, tally.findings().size());
            assertTrue(tally.findings().getFirst().contains("DEATH exit 134, shrunk to 2 of 32 steps"),
                    tally::toString);
        }
        StoredCase kept = StoredCase.read(Path.of("target", "fuzz", "self-test-7.case"));
        assertEquals(List.of(Step.of("arm"), Step.of("die")), kept.steps());
    }

    @Test
    void faults_and_hangs_are_told_from_refusals_and_the_suite_goes_on() throws Exception {
        try (var suite = new CrashSuite(SelfTest.NAME)) {
            assertEquals("FAULT NullPointerException", outcome(suite, Step.of("fault")));
            assertEquals("IllegalArgumentException", outcome(suite, Step.of("refuse")));
            assertEquals("HANG after 10 s", outcome(suite, Step.of("hang")));
            assertEquals("ok", outcome(suite, Step.of("nothing", "\0\\ \n\uD800", "", -1)));
        }
    }

    private String outcome(CrashSuite suite, Step step) throws IOException, InterruptedException {
        Path file = folder.resolve("one.case");
        new StoredCase(SelfTest.NAME, List.of(step)).write(file, "of a test");
        assertEquals(List.of(step), StoredCase.read(file).steps());
        return suite.run(file).toString();
    }
}
