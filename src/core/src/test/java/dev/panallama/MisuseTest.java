package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the native contract says would end the process ends in an exception, and the JVM goes on and generates. A few JVMs
/// take the cases in turn.
final class MisuseTest {
    private static final ConcurrentLinkedDeque<MisuseProcess> IDLE = new ConcurrentLinkedDeque<>();

    static Stream<Arguments> sharing() {
        return cases(false);
    }

    static Stream<Arguments> alone() {
        return cases(true);
    }

    private static Stream<Arguments> cases(boolean alone) {
        return MisuseSuite.ALL.stream()
                .flatMap(suite -> suite.cases().keySet().stream()
                        .filter(it -> (suite.cases().get(it).own() == MisuseCase.Own.JVM) == alone)
                        .map(it -> Arguments.of(suite, it)));
    }

    @Execution(ExecutionMode.CONCURRENT) // in other JVMs
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("sharing")
    void a_misuse_is_survived(MisuseSuite suite, String name) throws IOException, InterruptedException {
        MisuseProcess idle = IDLE.poll();
        MisuseProcess process = idle != null ? idle : new MisuseProcess();
        var outcome = process.run(suite, name);
        if (outcome.exit() == null) IDLE.push(process);
        assertNull(outcome.exit(), outcome.output());
        assertSurvived(suite, name, outcome.output());
    }

    @Execution(ExecutionMode.CONCURRENT) // in other JVMs
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("alone")
    void a_misuse_in_a_jvm_of_its_own_is_survived(MisuseSuite suite, String name)
            throws IOException, InterruptedException {
        ChildJvm.Result child = ChildJvm.run(MisuseWorker.class, suite.name(), name);
        assertEquals(0, child.exit(), child.output());
        assertSurvived(suite, name, child.output());
    }

    private static void assertSurvived(MisuseSuite suite, String name, String output) {
        assertTrue(output.contains("alive: "), output);
        assertTrue(output.contains(suite.cases().get(name).expected()), output);
    }

    @AfterAll
    static void all_processes_end_well() throws InterruptedException {
        for (MisuseProcess it : IDLE) assertEquals(0, it.end());
    }
}
