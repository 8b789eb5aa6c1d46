package dev.panallama.quantization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.ChildJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What would end the process while quantizing ends in an exception, and the JVM goes on.
class QuantizerMisuseTest {
    @TempDir
    private Path folder;

    @Test
    void misuses_are_survived() throws Exception {
        var child = ChildJvm.run(QuantizerMisuse.class, folder.toString());
        assertEquals(0, child.exit(), child.output());
        assertTrue(child.output().contains("alive"), child.output());
        QuantizerMisuse.EXPECTED.forEach((name, expected) -> assertTrue(
                child.output().lines().anyMatch(it -> it.startsWith(name + ": ") && it.contains(expected)),
                () -> name + " does not end in " + expected + ":\n" + child.output()));
    }
}
