package dev.panallama.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TestModels;
import dev.panallama.bench.BenchTestModels;
import dev.panallama.bench.model.Words;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadTest {
    private static final WorkloadWriter WRITER = new WorkloadWriter(6, 50, 40, 8, 0);

    private static Workload write(WorkloadWriter writer, WorkloadKind kind, Path model) {
        try (var words = new Words(model)) {
            return writer.write(kind, 7, "m", words);
        }
    }

    @Test
    void the_same_seed_writes_the_same_and_a_file_reads_back(@TempDir Path folder) throws Exception {
        Workload first = write(WRITER, WorkloadKind.MIXED, BenchTestModels.tiny());
        assertEquals(first, write(WRITER, WorkloadKind.MIXED, BenchTestModels.tiny()));
        Path file = folder.resolve("w.jsonl");
        first.write(file);
        assertEquals(first, Workload.read(file));
    }

    @Test
    void prompts_have_exactly_the_tokens_that_are_stated() {
        for (Path model : List.of(BenchTestModels.tiny(), TestModels.smolLm2()))
            for (WorkloadKind kind : WorkloadKind.values()) {
                Workload workload = write(WRITER, kind, model);
                try (var words = new Words(model)) {
                    for (Request it : workload.requests()) assertEquals(it.promptTokens(), words.count(it.prompt()));
                }
                assertEquals(6, workload.requests().stream().map(Request::prompt).distinct().count());
            }
    }

    @Test
    void shared_prompts_begin_alike_and_end_differently() {
        List<Request> requests = write(WRITER, WorkloadKind.SHARED, TestModels.smolLm2()).requests();
        String first = requests.getFirst().prompt();
        for (Request it : requests) assertEquals(first.substring(0, 150), it.prompt().substring(0, 150));
        assertThrows(IllegalArgumentException.class, () -> new WorkloadWriter(1, 10, 10, 1, 0));
    }

    @Test
    void requests_of_a_poisson_process_come_at_its_rate() {
        var writer = new WorkloadWriter(200, 5, 0, 1, 50);
        List<Request> requests = write(writer, WorkloadKind.DISTINCT, TestModels.smolLm2()).requests();
        double last = requests.getLast().at();
        assertTrue(last > 2.5 && last < 6, "200 requests at 50 a second took " + last);
        for (int i = 1; i < requests.size(); i++) assertTrue(requests.get(i).at() > requests.get(i - 1).at());
    }
}
