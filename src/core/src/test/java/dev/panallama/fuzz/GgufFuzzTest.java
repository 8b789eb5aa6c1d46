package dev.panallama.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GgufFuzzTest {
    private static final int CASES = 300;

    @TempDir
    private Path folder;

    @Test
    void no_mutated_file_ends_the_jvm_hangs_or_makes_llama_cpp_break_off() throws IOException, InterruptedException {
        var fuzz = new GgufFuzz(folder);
        fuzz.run(1, CASES);
        assertEquals(List.of(), fuzz.bad());
        for (String outcome : List.of("OK", "REFUSED", "NATIVE"))
            assertTrue(fuzz.tally().getOrDefault(outcome, 0) > CASES / 20, fuzz.tally().toString());
    }
}
