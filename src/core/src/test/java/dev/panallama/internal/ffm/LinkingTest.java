package dev.panallama.internal.ffm;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class LinkingTest {
    @Test
    void every_call_that_is_linked_ahead_is_one_of_the_bindings() {
        Backend.get();
        assertEquals(Linking.CALLS.size(), new HashSet<>(Linking.CALLS).size());
        for (String call : Linking.CALLS) assertDoesNotThrow(() -> Linking.holder(call), call);
    }
}
