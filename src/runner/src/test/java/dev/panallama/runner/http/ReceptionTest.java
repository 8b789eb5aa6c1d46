package dev.panallama.runner.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a server bears of its clients.
@Timeout(60)
final class ReceptionTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int ROOM = 1_000_000;
    private static final String LARGE = "{\"text\": \"%s\"}".formatted("x".repeat(600_000));
    private static final String SMALL = "{\"text\": \"%s\"}".formatted("x".repeat(1000));

    /// Says how long the text is that it gets.
    private static Server server(Limits limits) throws IOException {
        Function<Problem, String> inStream = Problem::message;
        var dialect = new Dialect(it -> JsonNodeFactory.instance.objectNode().put("error", it.message()), inStream);
        return new Server(ServerOptions.defaults().at("127.0.0.1", 0), limits, _ -> dialect,
                it -> new Problem(Problem.Kind.FAILED, it.toString()))
                .post("/length", it -> it.sendText("length %d".formatted(it.fields().required("text").length())));
    }

    private static String post(String path, String body) {
        return "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s".formatted(path, body.length(),
                body);
    }

    @Test
    void what_is_refused_at_once_has_to_arrive_in_time_as_well() throws Exception {
        try (Server server = server(new Limits(SHORT, ROOM)); var client = new RawClient(server.start())) {
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
        try (Server server = server(new Limits(SHORT, ROOM)).get("/slow", it -> {
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
        var read = new CountDownLatch(1);
        try (Server server = server(new Limits(LONG, ROOM)).post("/hold", it -> {
            held.countDown();
            read.await();
            it.sendText("length %d".formatted(it.fields().required("text").length()));
        })) {
            InetSocketAddress address = server.start();
            try (var first = new RawClient(address); var second = new RawClient(address)) {
                first.send(post("/hold", LARGE));
                held.await();
                assertRefused(address);
                second.send(post("/length", SMALL));
                assertTrue(second.answer().endsWith("length 1000"));
                read.countDown();
                assertTrue(first.answer().endsWith("length 600000"));
                second.send(post("/length", LARGE)); // what was read takes no room any more
                assertTrue(second.answer().endsWith("length 600000"));
            }
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
        try (Server server = server(new Limits(LONG, ROOM)).post("/hold", _ -> {
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
        try (Server server = server(new Limits(LONG, ROOM)); var client = new RawClient(server.start())) {
            client.send(
                    "POST /length HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
                            .formatted(packed.size()));
            client.send(packed.toByteArray());
            assertTrue(client.answer().startsWith("HTTP/1.1 503"));
            client.send(post("/length", LARGE));
            assertTrue(client.answer().endsWith("length 600000"));
        }
    }
}
