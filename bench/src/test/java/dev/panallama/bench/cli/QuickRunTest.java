package dev.panallama.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.bench.BenchTestModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickRunTest {
    @Test
    void a_quick_run_measures_everything_and_writes_a_report(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("report.md");
        assertEquals(0, Bench.execute("--quick", "--threads", "1", "--model", BenchTestModels.tiny().toString(),
                "--report", file.toString()));
        String report = Files.readString(file);
        for (String heading : List.of("Machine", "One stream against C", "Where the time of one token goes",
                "The boundary", "Load: distinct", "Load: shared", "Load: mixed", "A known prefix", "Prompt lookup",
                "Beside busy processes",
                "Sessions, doubled", "Contexts, doubled", "Prompts, doubled", "From process start to first token",
                "Resident memory"))
            assertTrue(report.contains("\n## " + heading + "\n"), heading);
        assertTrue(report.contains("| 1 of 1 |"), "C and Java have other tokens:\n" + report);
        assertTrue(Files.exists(folder.resolve("report-sessions.svg")));
    }
}
