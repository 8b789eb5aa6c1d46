package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What would end the process ends in an exception, and the JVM goes on.
final class EmbeddingMisuseTest {
    static final Iterable<String> NAMES = EmbeddingMisuse.CASES.keySet();

    @Execution(ExecutionMode.CONCURRENT) // each in a JVM of its own
    @ParameterizedTest(name = "{0}")
    @FieldSource("NAMES")
    void a_misuse_of_embedders_is_survived(String name) throws IOException, InterruptedException {
        ChildJvm.Result child = ChildJvm.run(EmbeddingMisuse.class, name);
        assertEquals(0, child.exit(), child.output());
        assertTrue(child.output().contains("alive: "), child.output());
        assertTrue(child.output().contains(EmbeddingMisuse.CASES.get(name).expected()), child.output());
    }
}
