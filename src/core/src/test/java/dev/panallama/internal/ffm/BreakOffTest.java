package dev.panallama.internal.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A failed assertion and an escaped exception in C cost one thread and not the process.
final class BreakOffTest {
    @ParameterizedTest
    @CsvSource({"assertion, LlamaException: llama.cpp broke off (an assertion failed: ",
        "exception, LlamaException: llama.cpp broke off (a C++ exception was not caught",
        "aftermath, the call is done"})
    void what_breaks_off_in_c_becomes_an_exception_and_the_rest_goes_on(String kind, String answer) throws Exception {
        ChildJvm.Result child = ChildJvm.run(BreakOff.class, kind);
        assertEquals(0, child.exit(), child.output());
        assertTrue(child.output().contains(answer), child.output());
        assertTrue(child.output().contains("IllegalStateException: llama.cpp broke off"), child.output());
        assertTrue(child.output().contains("IllegalStateException: close the 1 open session(s)"), child.output());
        assertTrue(child.output().contains("alive: "), child.output());
        assertTrue(child.output().contains("closed in the end"), child.output());
    }

    /// What is lost is never freed; where it was closed, that is forgotten.
    @Test
    void wherever_c_breaks_off_the_caller_learns_why_and_the_next_call_works() throws Exception {
        ChildJvm.Result child = ChildJvm.run(BreakOffElsewhere.class);
        assertEquals(0, child.exit(), child.output());
        String noDevice = ".*\\(an assertion failed: .*ggml_backend_dev_count\\(\\)\\) failed\\).*";
        List<String> lines = child.output().lines()
                .filter(it -> it.matches("(?!WARN).*(: .*|then .*|closed in the end)"))
                .filter(it -> !it.contains("WARNING"))
                .toList();
        assertLinesMatch(List.of(
                "loading: LlamaException: llama.cpp broke off " + noDevice,
                "then 2",
                "tokenizing: LlamaException: llama.cpp broke off .*",
                "reading: LlamaException: llama.cpp broke off " + noDevice,
                "making a context: LlamaException: llama.cpp broke off " + noDevice,
                "then closed truetrue",
                "freeing a context: LlamaException: llama.cpp broke off " + noDevice,
                "then closed true",
                "freeing a model: LlamaException: llama.cpp broke off " + noDevice,
                "then parked 2",
                "computing on two threads: LlamaException: llama.cpp broke off .*eps >= 0.*",
                "then refused: llama.cpp broke off " + noDevice,
                "choosing in an engine: LlamaException: llama.cpp broke off " + noDevice,
                "alive: 2",
                "closed in the end"), lines, child.output());
    }
}
