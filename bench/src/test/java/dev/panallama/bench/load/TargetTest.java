package dev.panallama.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.bench.BenchTestModels;
import dev.panallama.bench.model.Words;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetTest {
    private static final TargetKind.Opening OPENING = new TargetKind.Opening(3, 256, 1);

    private static Workload workload(double perSecond) {
        return workload(30, perSecond);
    }

    private static Workload workload(int promptTokens, double perSecond) {
        try (var words = new Words(BenchTestModels.tiny())) {
            return new WorkloadWriter(7, promptTokens, 0, 9, perSecond).write(WorkloadKind.DISTINCT, 3, "tiny", words);
        }
    }

    private static void check(LoadResult result) {
        assertEquals(0, result.lacking(), () -> result.aFailure().orElse("answers were too short"));
        assertEquals(7, result.outcomes().size());
        for (Outcome it : result.outcomes()) {
            assertEquals(9, it.counts().tokens());
            assertTrue(it.times().getFirst() >= it.start());
        }
        assertTrue(result.tokensPerSecond() > 0);
    }

    @Test
    void every_target_of_this_process_answers_every_request_in_full() throws Exception {
        Workload workload = workload(0);
        for (TargetKind kind : Targets.inProcess(BenchTestModels.tiny()))
            try (var target = kind.open(OPENING)) {
                check(LoadRun.run(workload, target, 3));
            }
    }

    @Test
    void a_server_is_asked_for_the_same_by_http_as_the_model_in_this_process() throws Exception {
        Workload workload = workload(0);
        try (var server = new SessionServer(BenchTestModels.tiny());
                var here = SessionsTarget.of(BenchTestModels.tiny()).open(OPENING)) {
            LoadResult expected = LoadRun.run(workload, here, 1);
            for (boolean chat : List.of(false, true))
                try (var http = Targets.server(URI.create(server.address()), chat).open(OPENING)) {
                    LoadResult result = LoadRun.run(workload, http, 2);
                    check(result);
                    assertEquals(7, result.same(expected));
                }
        }
    }

    @Test
    void requests_with_times_wait_for_them() throws Exception {
        Workload workload = workload(40);
        try (var target = SessionsTarget.of(BenchTestModels.tiny()).open(OPENING)) {
            LoadResult result = LoadRun.run(workload, target, 1);
            check(result);
            assertTrue(result.nanos() >= workload.requests().getLast().at() * 1e9);
        }
    }

    @Test
    void a_request_that_fails_is_told_with_the_result() throws Exception {
        try (var tooShort = SessionsTarget.of(BenchTestModels.tiny()).open(OPENING)) {
            LoadResult result = LoadRun.run(workload(300, 0), tooShort, 2);
            assertEquals(7, result.lacking());
            assertTrue(result.aFailure().orElseThrow().contains("ContextOverflow"), result.aFailure().get());
        }
    }
}
