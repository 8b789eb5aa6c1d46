package dev.panallama.runner.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a server bears of its clients.
@Timeout(60)
final class ReceptionTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final ServerOptions OPTIONS = ServerOptions.defaults().at("127.0.0.1", 0);
    private static final int LENGTH = 16 << 20; // more than the system takes by itself
    private static final String ANSWER = "x".repeat(LENGTH);
    private static final String LONG_ANSWER = "GET /long HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final int ROOM = 1_000_000;
    private static final int MANY = 100;
    private static final String LARGE = "{\"text\": \"%s\"}".formatted("x".repeat(600_000));
    private static final String SMALL = "{\"text\": \"%s\"}".formatted("x".repeat(1000));

    /// Says how long the text is that it gets.
    private static Server server(Limits limits) throws IOException {
        return server(limits, OPTIONS);
    }

    private static Server server(Limits limits, ServerOptions options) throws IOException {
        Function<Problem, String> inStream = Problem::message;
        var dialect = new Dialect(it -> JsonNodeFactory.instance.objectNode().put("error", it.message()), inStream);
        return new Server(options, limits, _ -> dialect,
                it -> new Problem(Problem.Kind.FAILED, it.toString()))
                .get("/long", it -> it.sendText(ANSWER))
                .post("/length", it -> it.sendText("length %d".formatted(it.fields().required("text").length())));
    }

    private static String post(String path, String body) {
        return "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s".formatted(path, body.length(),
                body);
    }

    @Test
    void what_is_refused_at_once_has_to_arrive_in_time_as_well() throws Exception {
        try (Server server = server(new Limits(SHORT, LONG, LONG, ROOM, MANY));
                var client = new RawClient(server.start())) {
            client.send(post("/none", "{}")); // whole: the connection is kept
            assertTrue(client.answer().startsWith("HTTP/1.1 404"));
            String cut = post("/none", "0".repeat(1000));
            client.send(cut.substring(0, cut.length() - 500));
            assertTrue(client.answer().startsWith("HTTP/1.1 404"));
            assertEquals("", client.rest());
        }
    }

    @Test
    void a_request_has_to_arrive_in_time_and_an_answer_takes_its_time() throws Exception {
        try (Server server = server(new Limits(SHORT, LONG, LONG, ROOM, MANY)).get("/slow", it -> {
            Thread.sleep(SHORT.multipliedBy(2));
            it.sendText("at last");
        }); var client = new RawClient(server.start())) {
            client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertTrue(client.answer().endsWith("at last"));
            client.send(post("/length", "{\"text\": \"abc\"}"));
            assertTrue(client.answer().endsWith("length 3"));
            client.send("POST /length HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{");
            assertEquals("", client.rest());
        }
    }

    @Test
    void large_requests_get_no_more_room_than_there_is_and_small_ones_still_do() throws Exception {
        var held = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        try (Server server = server(new Limits(LONG, LONG, LONG, ROOM, MANY)).post("/hold", it -> {
            int length = it.fields().required("text").length();
            held.countDown();
            answer.await();
            it.sendText("length %d".formatted(length));
        })) {
            InetSocketAddress address = server.start();
            try (var first = new RawClient(address); var second = new RawClient(address)) {
                first.send(post("/hold", LARGE));
                held.await();
                assertRefused(address);
                second.send(post("/length", SMALL));
                assertTrue(second.answer().endsWith("length 1000"));
                answer.countDown();
                assertTrue(first.answer().endsWith("length 600000"));
            }
            awaitRoom(address);
        }
    }

    @Test
    void what_is_more_than_can_be_answered_at_a_time_is_to_be_asked_again() throws Exception {
        var held = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        try (Server server = server(new Limits(LONG, LONG, LONG, ROOM, 1)).get("/hold", it -> {
            held.countDown();
            answer.await();
            it.sendText("done");
        })) {
            InetSocketAddress address = server.start();
            try (var first = new RawClient(address); var second = new RawClient(address)) {
                first.send("GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\n");
                held.await();
                second.send(post("/length", SMALL));
                assertTrue(second.answer().startsWith("HTTP/1.1 503"));
                answer.countDown();
                assertTrue(first.answer().endsWith("done"));
            }
            awaitRoom(address);
        }
    }

    private static void assertRefused(InetSocketAddress address) throws IOException {
        try (var client = new RawClient(address)) {
            client.send(post("/length", LARGE));
            String answer = client.answer();
            assertTrue(answer.startsWith("HTTP/1.1 503"), answer);
            assertTrue(answer.toLowerCase(Locale.ROOT).contains("\r\nretry-after: 1\r\n"), answer);
        }
    }

    @Test
    void who_goes_away_leaves_the_room_that_was_taken() throws Exception {
        var held = new CountDownLatch(1);
        try (Server server = server(new Limits(LONG, LONG, LONG, ROOM, MANY)).post("/hold", _ -> {
            held.countDown();
            Thread.sleep(Duration.ofHours(1));
        })) {
            InetSocketAddress address = server.start();
            try (var gone = new RawClient(address)) {
                gone.send(post("/hold", LARGE));
                held.await();
                assertRefused(address);
            }
            awaitRoom(address);
            for (int i = 0; i < 3; i++) {
                try (var gone = new RawClient(address)) {
                    gone.send(post("/length", LARGE).substring(0, 500_000));
                }
            }
            awaitRoom(address);
        }
    }

    /// The server hears at some time that somebody has gone.
    private static void awaitRoom(InetSocketAddress address) throws IOException {
        String answer = "";
        while (!answer.endsWith("length 600000")) {
            try (var client = new RawClient(address)) {
                client.send(post("/length", LARGE));
                answer = client.answer();
            }
        }
    }

    @Test
    void what_is_unpacked_takes_room_as_well() throws Exception {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"text\": \"%s\"}".formatted("x".repeat(2 * ROOM)).getBytes(StandardCharsets.UTF_8));
        }
        try (Server server = server(new Limits(LONG, LONG, LONG, ROOM, MANY));
                var client = new RawClient(server.start())) {
            client.send(
                    "POST /length HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
                            .formatted(packed.size()));
            client.send(packed.toByteArray());
            assertTrue(client.answer().startsWith("HTTP/1.1 503"));
            client.send(post("/length", LARGE));
            assertTrue(client.answer().endsWith("length 600000"));
        }
    }

    @Test
    void who_reads_slowly_but_steadily_gets_the_whole_answer() throws Exception {
        try (Server server = server(new Limits(LONG, Duration.ofSeconds(1), Duration.ofSeconds(2), ROOM, MANY),
                OPTIONS.withIdle(SHORT)); var client = new RawClient(server.start())) {
            client.send(LONG_ANSWER);
            long read = 0;
            for (byte[] next = {0}; next.length > 0; read += next.length) {
                next = client.in().readNBytes(64 << 10);
                Thread.sleep(10);
            }
            assertTrue(read > LENGTH, "bytes: " + read);
        }
    }

    @Test
    void who_reads_nothing_is_waited_for_no_longer_and_cut_at_last() throws Exception {
        var thrown = new CompletableFuture<Throwable>();
        var asked = new CompletableFuture<WeakReference<JsonNode>>();
        try (Server server = server(new Limits(LONG, SHORT, Duration.ofSeconds(2), ROOM, MANY)).post("/unread", it -> {
            asked.complete(new WeakReference<>(it.json()));
            CancellationException gone = assertThrows(CancellationException.class, () -> it.sendText(ANSWER));
            thrown.complete(gone);
            throw gone;
        }); var client = new RawClient(server.start())) {
            client.send(post("/unread", SMALL));
            assertEquals("the client has gone", thrown.get().getMessage());
            while (asked.get().get() != null) System.gc(); // the connection is still there
            while (server.answered().isEmpty()) Thread.sleep(5);
            assertEquals(Map.of(499, 1L), server.answered());
            assertTrue(client.rest().length() < LENGTH);
        }
    }
}
