package dev.panallama.runner.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.panallama.runner.TestModel;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What is told of the requests that were answered last.
class RequestPagesTest {
    @TempDir
    Path folder;

    private PageServer server;

    @BeforeEach
    void start() throws Exception {
        server = new PageServer(folder, List.of(TestModel.file()), Optional.empty());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_request_is_told_with_its_tokens_and_without_what_it_says() throws Exception {
        server.keep("A heron", "heron");
        JsonNode usage = server.ask("POST", "v1/completions",
                "{\"model\": \"smollm2\", \"prompt\": \"A heron\", \"max_tokens\": 2}").path("usage");
        int wrong = PageServer.send(HttpRequest.newBuilder(URI.create(server.address() + "v1/none?heron=1")))
                .statusCode();
        assertEquals(404, wrong);
        JsonNode requests = server.ask("GET", "panallama/requests", "").path("requests");
        assertEquals(2, requests.size(), requests::toString);
        assertEquals("/v1/none", requests.path(0).path("path").asString());
        assertEquals(404, requests.path(0).path("status").asInt());
        assertEquals("smollm2", requests.path(1).path("model").asString());
        assertEquals(usage.path("prompt_tokens"), requests.path(1).path("prompt_tokens"));
        assertEquals(2, requests.path(1).path("generated_tokens").asInt());
        assertFalse(requests.toString().contains("heron"), requests::toString);
    }

    @Test
    void the_list_wants_the_key() throws Exception {
        try (var locked = new PageServer(folder.resolve("locked"), List.of(), Optional.empty(), "secret")) {
            var list = HttpRequest.newBuilder(URI.create(locked.address() + "panallama/requests"));
            assertEquals(401, PageServer.send(list.copy()).statusCode());
            var told = PageServer.send(list.header("Authorization", "Bearer secret"));
            assertEquals("{\"requests\":[]}", told.body()); // nor does it tell of itself
        }
    }

    @Test
    void the_last_hundred_are_told_the_newest_first() throws Exception {
        for (int i = 0; i < 103; i++) server.ask("GET", i < 102 ? "api/version" : "api/tags", "");
        JsonNode requests = server.ask("GET", "panallama/requests", "").path("requests");
        assertEquals(100, requests.size());
        assertEquals("/api/tags", requests.path(0).path("path").asString());
    }
}
