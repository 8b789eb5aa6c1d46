package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What nobody should do, done in a JVM of its own, which has to be alive afterwards.
final class ReachMisuseTest {
    static Set<String> names() {
        return ReachMisuse.CASES.keySet();
    }

    @Execution(ExecutionMode.CONCURRENT) // each in a JVM of its own
    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void a_misuse_is_survived(String name) throws IOException, InterruptedException {
        ChildJvm.Result child = ChildJvm.run(ReachMisuse.class, name);
        assertEquals(0, child.exit(), child.output());
        assertTrue(child.output().contains("alive: "), child.output());
        assertTrue(child.output().contains(ReachMisuse.CASES.get(name).expected()), child.output());
    }
}
