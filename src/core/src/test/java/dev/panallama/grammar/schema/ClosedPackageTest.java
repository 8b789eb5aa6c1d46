package dev.panallama.grammar.schema;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// Runs within a module, where nothing opens this package.
final class ClosedPackageTest {
    record Closed(int value) {}

    @Test
    void a_record_that_jackson_cannot_reach_is_refused_with_the_remedy() {
        assertTrue(Closed.class.getModule().isNamed());
        var refused = assertThrows(IllegalArgumentException.class, () -> TypeSchema.of(Closed.class));
        assertTrue(refused.getMessage().contains(
                "write \"opens dev.panallama.grammar.schema to tools.jackson.databind;\" there"), refused.getMessage());
    }
}
