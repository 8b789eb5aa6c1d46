package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What the native contract says would end the process ends in an exception, and the JVM goes on.
final class MisuseTest {
    static final Iterable<String> NAMES = Misuse.CASES.keySet();
    static final Iterable<String> OF_SESSIONS = SessionMisuse.CASES.keySet();
    static final Iterable<String> OF_SCORERS = ScorerMisuse.CASES.keySet();

    /// What a case prints, where it is not merely some exception.
    private static final Map<String, String> EXPECTED = Map.ofEntries(
            Map.entry("token id above the vocabulary", "IllegalArgumentException: there is no token 1000000"),
            Map.entry("prompt longer than the context", "ContextOverflowException: 20001 tokens do not fit"),
            Map.entry("generate from nothing decoded", "done"),
            Map.entry("generate past the context", "ContextOverflowException: 1 tokens do not fit"),
            Map.entry("batch larger than the context", "done"),
            Map.entry("no chat message", "done"),
            Map.entry("text of a million characters", "done"),
            Map.entry("text of more than a million", "IllegalArgumentException: a text of 1,000,001 characters"),
            Map.entry("lone surrogates and NUL", "done"),
            Map.entry("penalties over everything", "done"),
            Map.entry("numbers that make no sense", "done"),
            Map.entry("DRY over everything", "done"),
            Map.entry("bias of an unknown token", "IllegalArgumentException: there is no token 1000000"),
            Map.entry("every token ruled out", "LlamaException: the stages of the sampler leave no token"),
            Map.entry("infill over the whole vocabulary", "done"),
            Map.entry("stages after hardly anything is left", "done"),
            Map.entry("mirostat of nothing", "done"),
            Map.entry("a stage that keeps its candidates", "IllegalStateException: these candidates were"),
            Map.entry("candidates in another thread", "WrongThreadException: "),
            Map.entry("a stage that breaks off in an error", "StackOverflowError: "),
            Map.entry("a maker that makes nothing", "NullPointerException: the maker of a custom stage"),
            Map.entry("context of sixteen million", "IllegalArgumentException: a context of 16,777,216 tokens needs"),
            Map.entry("model closed under a session", "IllegalStateException: close the 1 open session(s)"),
            Map.entry("model closed while tokenizing", ""), // it is in time, or too late
            Map.entry("two threads in one session", "IllegalStateException: another thread is using this session"),
            Map.entry("NUL in a chat message", "IllegalArgumentException: a NUL character cannot be part of a chat"),
            Map.entry("overrides that break llama.cpp's assumptions",
                    "IllegalArgumentException: the key of an override"),
            Map.entry("a pattern that C++ does not know", "ModelLoadException: llama.cpp cannot load"),
            Map.entry("a pattern nested a thousand deep", "done"),
            Map.entry("a list of parts with one twice", "ModelLoadException: cannot load"),
            Map.entry("exit with a session open and computing", "alive: exit"));

    @Execution(ExecutionMode.CONCURRENT) // each in a JVM of its own
    @ParameterizedTest(name = "{0}")
    @FieldSource("NAMES")
    void a_misuse_is_survived(String name) throws IOException, InterruptedException {
        assertSurvived(ChildJvm.run(Misuse.class, name), EXPECTED.getOrDefault(name, "Exception: "));
    }

    @Execution(ExecutionMode.CONCURRENT) // each in a JVM of its own
    @ParameterizedTest(name = "{0}")
    @FieldSource("OF_SESSIONS")
    void a_misuse_of_sessions_is_survived(String name) throws IOException, InterruptedException {
        assertSurvived(ChildJvm.run(SessionMisuse.class, name), SessionMisuse.CASES.get(name).expected());
    }

    @Execution(ExecutionMode.CONCURRENT) // each in a JVM of its own
    @ParameterizedTest(name = "{0}")
    @FieldSource("OF_SCORERS")
    void a_misuse_of_scorers_is_survived(String name) throws IOException, InterruptedException {
        assertSurvived(ChildJvm.run(ScorerMisuse.class, name), ScorerMisuse.CASES.get(name).expected());
    }

    private static void assertSurvived(ChildJvm.Result child, String expected) {
        assertEquals(0, child.exit(), child.output());
        assertTrue(child.output().contains("alive: "), child.output());
        assertTrue(child.output().contains(expected), child.output());
    }

    @Test
    void the_expectations_are_those_of_cases() {
        assertTrue(Misuse.CASES.keySet().containsAll(EXPECTED.keySet()));
    }
}
