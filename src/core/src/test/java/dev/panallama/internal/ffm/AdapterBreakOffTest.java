package dev.panallama.internal.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;

import dev.panallama.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdapterBreakOffTest {
    @Test
    void an_adapter_of_a_lost_session_is_not_freed_and_others_go_on() throws Exception {
        ChildJvm.Result child = ChildJvm.run(AdapterBreakOff.class);
        assertEquals(0, child.exit(), child.output());
        List<String> lines = child.output().lines().filter(it -> it.matches("well|alive|closed.*|.*Exception: .*"))
                .toList();
        assertLinesMatch(List.of(
                "IllegalStateException: llama\\.cpp broke off \\(a C\\+\\+ exception was not caught.*",
                "IllegalStateException: 1 open session\\(s\\) have adapter .* set: close them.*",
                "well",
                "well",
                "alive",
                "closed in the end"), lines, child.output());
    }
}
