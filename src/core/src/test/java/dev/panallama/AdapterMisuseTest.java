package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
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

    @Execution(ExecutionMode.CONCURRENT) // each in a JVM of its own
    @ParameterizedTest(name = "{0}")
    @FieldSource("NAMES")
    void a_misuse_of_adapters_is_survived(String name) throws IOException, InterruptedException {
        ChildJvm.Result child = ChildJvm.run(AdapterMisuse.class, name);
        assertEquals(0, child.exit(), child.output());
        assertTrue(child.output().contains("alive: "), child.output());
        assertTrue(child.output().contains(EXPECTED.getOrDefault(name, "done")), child.output());
        if (name.startsWith("files")) assertVaried(child.output());
    }

    /// Some of the files were taken and some refused, so that both ways were tried.
    private static void assertVaried(String output) {
        Matcher taken = Pattern.compile("done with (\\d+) of 300").matcher(output);
        assertTrue(taken.find(), output);
        int count = Integer.parseInt(taken.group(1));
        assertTrue(count > 30 && count < 270, output);
    }

    @Test
    void the_expectations_are_those_of_cases() {
        assertTrue(AdapterMisuse.CASES.keySet().containsAll(EXPECTED.keySet()));
    }
}
