package dev.panallama.internal.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.ChildJvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A failed assertion and an escaped exception in C cost one thread and not the process.
final class BreakOffTest {
    @ParameterizedTest
    @CsvSource({"assertion, an assertion failed: ", "exception, a C++ exception was not caught"})
    void what_breaks_off_in_c_becomes_an_exception_and_the_rest_goes_on(String kind, String reason) throws Exception {
        ChildJvm.Result child = ChildJvm.run(BreakOff.class, kind);
        assertEquals(0, child.exit(), child.output());
        assertTrue(child.output().contains("LlamaException: llama.cpp broke off (" + reason), child.output());
        assertTrue(child.output().contains("IllegalStateException: llama.cpp broke off"), child.output());
        assertTrue(child.output().contains("IllegalStateException: close the 1 open session(s)"), child.output());
        assertTrue(child.output().contains("alive: "), child.output());
        assertTrue(child.output().contains("closed in the end"), child.output());
    }
}
