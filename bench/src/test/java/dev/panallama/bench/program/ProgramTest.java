package dev.panallama.bench.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.bench.BenchTestModels;
import dev.panallama.bench.model.Words;
import dev.panallama.bench.place.Libraries;
import dev.panallama.bench.place.PinnedSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
    private static final Setting SETTING = new Setting(BenchTestModels.tiny(), 1, 512, 64, 64);

    @Test
    void c_and_java_do_the_same_work_run_after_run(@TempDir Path folder) throws Exception {
        List<Integer> prompt;
        try (var words = new Words(SETTING.model())) {
            prompt = words.ids(150, new Random(5));
        }
        CProgram c = CProgram.compile(PinnedSource.find(), Libraries.bundled(), folder);
        try (var first = Program.start(c.command(SETTING));
                var second = Program.start(JavaProgram.command(SETTING))) {
            Run expected = first.run(prompt, 40);
            assertEquals(40, expected.ids().size());
            assertTrue(expected.decodeNanos() > 0 && expected.chooseNanos() > 0);
            for (int i = 0; i < 2; i++) {
                assertEquals(expected.ids(), second.run(prompt, 40).ids());
                assertEquals(expected.ids(), first.run(prompt, 40).ids());
            }
            assertTrue(first.memory("VmRSS") > 1 && second.memory("VmRSS") > 1);
        }
    }

    @Test
    void an_answer_that_is_none_is_refused() {
        assertThrows(IllegalStateException.class, () -> Run.read("done 1 2"));
        Run run = Run.read("done 2000000000 5 6 7 | 10:3 20:4 30:5");
        assertEquals(List.of(3, 4, 5), run.ids());
        assertEquals(2, run.promptSpeed(4));
        assertEquals(1e8, run.generationSpeed());
    }
}
