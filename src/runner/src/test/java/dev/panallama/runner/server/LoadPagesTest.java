package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Isolation;
import dev.panallama.TinyModels;
import dev.panallama.runner.TestModel;
import dev.panallama.runner.http.ServerOptions;
import dev.panallama.runner.serving.ServingOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Who looks while a model is loaded sees how far it has come.
final class LoadPagesTest {
    private static final ServingOptions WORKERS = new ServingOptions(
            1, 64, 1, 8, Duration.ofMinutes(5), 3, Isolation.WORKER);

    @Test
    void a_model_is_seen_on_its_way_into_memory_and_out_of_it() throws Exception {
        try (var server = TestServer.start(ServerOptions.defaults().at("127.0.0.1", 0), WORKERS,
                List.of(TestModel.file(), TinyModels.bert()))) {
            assertEquals("unloaded 0", seen(server, "smollm2:latest"));
            var loaded = new CompletableFuture<Integer>();
            Thread.startVirtualThread(() -> {
                try {
                    loaded.complete(server.post("/api/generate", "{\"model\": \"smollm2\"}").statusCode());
                } catch (Exception failed) {
                    loaded.completeExceptionally(failed);
                }
            });
            var progress = new ArrayList<Double>();
            while (!loaded.isDone()) {
                JsonNode model = model(server, "smollm2:latest");
                if (model.path("state").asString().equals("loading")) progress.add(model.path("progress").asDouble());
            }
            assertEquals(200, loaded.get());
            assertTrue(!progress.isEmpty(), "a process is started: that takes longer than to look");
            assertEquals(progress.stream().sorted().toList(), progress);
            assertTrue(progress.getFirst() >= 0 && progress.getLast() <= 1, progress.toString());
            assertEquals("loaded 1", seen(server, "smollm2:latest"));
            assertEquals("unloaded 0", seen(server, "bert:latest"));
            server.answer("/api/generate", "{\"model\": \"smollm2\", \"keep_alive\": 0}");
            assertEquals("unloaded 0", seen(server, "smollm2:latest"));
        }
    }

    private static JsonNode model(TestServer server, String name) throws Exception {
        return TestServer.json(server.get("/panallama/models").body()).path("models").valueStream()
                .filter(it -> it.path("name").asString().equals(name))
                .findFirst().orElseThrow();
    }

    private static String seen(TestServer server, String name) throws Exception {
        JsonNode model = model(server, name);
        return "%s %.0f".formatted(model.path("state").asString(), model.path("progress").asDouble());
    }
}
