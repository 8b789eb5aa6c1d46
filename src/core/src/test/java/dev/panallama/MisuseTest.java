package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What the native contract says would end the process ends in an exception, and the JVM goes on.
final class MisuseTest {
    static final Iterable<String> NAMES = Misuse.CASES.keySet();

    /// What a case prints, where it is not merely some exception.
    private static final Map<String, String> EXPECTED = Map.of(
            "token id above the vocabulary", "IllegalArgumentException: there is no token 1000000",
            "prompt longer than the context", "ContextOverflowException: 20001 tokens do not fit",
            "text of a million characters", "done",
            "text of more than a million", "IllegalArgumentException: a text of 1,000,001 characters",
            "lone surrogates and NUL", "done",
            "penalties over everything", "done",
            "context of sixteen million", "IllegalArgumentException: a context of 16,777,216 tokens needs",
            "model closed under a session", "IllegalStateException: close the 1 open session(s)",
            "vocabulary after close", "IllegalStateException",
            "NUL in a chat message", "IllegalArgumentException: a NUL character cannot be part of a chat");

    @ParameterizedTest(name = "{0}")
    @FieldSource("NAMES")
    void a_misuse_is_survived(String name) throws IOException, InterruptedException {
        ChildJvm.Result child = ChildJvm.run(Misuse.class, name);
        assertEquals(0, child.exit(), child.output());
        assertTrue(child.output().contains("alive: "), child.output());
        assertTrue(child.output().contains(EXPECTED.getOrDefault(name, "")), child.output());
    }

    @Test
    void the_expectations_are_those_of_cases() {
        assertTrue(Misuse.CASES.keySet().containsAll(EXPECTED.keySet()));
    }
}
