package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What adapters could do to the process ends in an exception, and the JVM goes on.
final class AdapterMisuseTest {
    static final Iterable<String> NAMES = AdapterMisuse.CASES.keySet();

    private static final Map<String, String> EXPECTED = Map.of(
            "closed while it is set", "IllegalStateException: 1 open session(s) have adapter 1.gguf set: close them",
            "model closed first", "IllegalStateException: close the 2 open adapter(s) of model llama.gguf first",
            "used after it is closed", "IllegalStateException: adapter 1.gguf is closed",
            "switched by a stage of the sampler", "IllegalStateException: ",
            "exit while computing with it", "alive: exit");

    @ParameterizedTest(name = "{0}")
    @FieldSource("NAMES")
    void a_misuse_of_adapters_is_survived(String name) throws IOException, InterruptedException {
        ChildJvm.Result child = ChildJvm.run(AdapterMisuse.class, name);
        assertEquals(0, child.exit(), child.output());
        assertTrue(child.output().contains("alive: "), child.output());
        assertTrue(child.output().contains(EXPECTED.getOrDefault(name, "done")), child.output());
    }

    @Test
    void the_expectations_are_those_of_cases() {
        assertTrue(AdapterMisuse.CASES.keySet().containsAll(EXPECTED.keySet()));
    }
}
