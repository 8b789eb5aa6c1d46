package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.EngineStatistics;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Nothing is computed for a client that has gone.
final class DisconnectTest {
    private static final int MOST_TOKENS = 1500;
    private static final String STORY = """
            {"model": "smollm2", "max_tokens": %d, "messages": [{"role": "user", "content": "Tell a long story."}]}"""
            .formatted(MOST_TOKENS);
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start();
        server.answer("/api/generate", "{\"model\": \"smollm2\"}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static EngineStatistics statistics() {
        return server.server().models().loaded().getFirst().model().engine().statistics();
    }

    private static Socket ask(String path, String body) throws Exception {
        var socket = new Socket("127.0.0.1", server.server().address().getPort());
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream().write("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                .formatted(path, bytes.length).getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes);
        return socket;
    }

    private static void awaitQuiet() throws InterruptedException {
        await(() -> statistics().waiting() == 0 && statistics().slots().stream().noneMatch(DisconnectTest::isTaken));
    }

    /// Between two tokens a slot is lent to its answer.
    private static boolean isTaken(EngineStatistics.Slot slot) {
        return slot.state() == EngineStatistics.State.BUSY || slot.state() == EngineStatistics.State.LENT;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "after a minute: " + statistics());
            Thread.sleep(5);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, true", "/v1/chat/completions, false", "/api/chat, true", "/api/chat, false",
        "/api/generate, true", "/api/generate, false", "/v1/completions, true", "/v1/completions, false",
        "/v1/messages, true", "/v1/messages, false"
    })
    void generating_ends(String path, boolean stream) throws Exception {
        long before = statistics().generatedTokens();
        try (Socket _ = ask(path,
                """
                        {"model": "smollm2", "stream": %s, "max_tokens": %d, "logit_bias": {"0": false, "2": false}, "options": {"num_predict": %2$d},
                         "prompt": "Tell a story.", "messages": [{"role": "user", "content": "Tell a long story."}]}"""
                        .formatted(stream, MOST_TOKENS))) {
            await(() -> statistics().generatedTokens() >= before + 10);
        }
        long gone = statistics().generatedTokens();
        awaitQuiet();
        long generated = statistics().generatedTokens() - gone;
        assertTrue(generated < 30, "tokens generated for nobody: " + generated);
    }

    @Test
    void a_prompt_is_computed_no_further() throws Exception {
        long before = statistics().computedTokens();
        try (Socket _ = ask("/v1/chat/completions", """
                {"model": "smollm2", "messages": [{"role": "user", "content": "%s"}]}"""
                .formatted("story ".repeat(1300)))) {
            await(() -> statistics().computedTokens() > before);
        }
        awaitQuiet();
        assertTrue(statistics().computedTokens() - before < 1300,
                "computed: " + (statistics().computedTokens() - before));
    }

    @Test
    void who_goes_away_while_a_model_is_loaded_costs_nothing() throws Exception {
        server.answer("/api/generate", "{\"model\": \"smollm2\", \"keep_alive\": 0}");
        try (Socket _ = ask("/v1/chat/completions", STORY)) {
            Thread.sleep(50); // it takes some hundreds to load
        }
        server.answer("/api/generate", "{\"model\": \"smollm2\"}");
        awaitQuiet();
        assertTrue(statistics().generatedTokens() < 30, () -> "tokens generated for nobody: " + statistics());
    }

    @Test
    void who_goes_away_while_waiting_for_a_turn_waits_no_longer() throws Exception {
        var busy = new ArrayList<Socket>();
        try {
            for (int i = 0; i < TestServer.SERVING.slots(); i++) busy.add(ask("/v1/chat/completions", STORY));
            await(() -> statistics().slots().stream().allMatch(DisconnectTest::isTaken));
            try (Socket _ = ask("/v1/chat/completions", STORY)) {
                await(() -> statistics().waiting() == 1);
            }
            await(() -> statistics().waiting() == 0);
            await(() -> statistics().slots().stream().allMatch(DisconnectTest::isTaken)); // the others go on
        } finally {
            for (Socket it : busy) it.close();
        }
        awaitQuiet();
    }

    @Test
    void who_goes_away_is_counted_once() throws Exception {
        long gone = answered("499");
        long well = answered("200");
        try (Socket _ = ask("/v1/chat/completions", STORY)) {
            await(() -> statistics().slots().stream().anyMatch(DisconnectTest::isTaken));
        }
        int asked = 1; // about the 200s, and then how often about both
        for (; answered("499") == gone; asked++) Thread.sleep(10);
        assertEquals(gone + 1, answered("499"));
        assertEquals(well + asked + 2, answered("200"));
        awaitQuiet();
    }

    private static long answered(String status) throws Exception {
        String name = "panallama:http_requests_total{status=\"%s\"} ".formatted(status);
        return server.get("/metrics").body().lines().filter(it -> it.startsWith(name)).findFirst()
                .map(it -> Long.parseLong(it.substring(name.length()))).orElse(0L);
    }

    @Test
    void many_connections_that_come_to_nothing_do_no_harm() throws Exception {
        for (int i = 0; i < 200; i++) {
            try (Socket socket = i % 2 == 0
                    ? new Socket("127.0.0.1", server.server().address().getPort())
                    : ask("/v1/chat/completions",
                            "{\"model\": \"smollm2\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}")) {
                assertTrue(socket.isConnected());
            }
        }
        awaitQuiet();
        assertEquals(200, server.get("/health").statusCode());
        assertEquals(12, server.answer("/api/generate",
                """
                        {"model": "smollm2", "prompt": "Hello", "raw": true, "stream": false, "options": {"num_predict": 12}}""")
                .get("eval_count").intValue());
    }
}
