package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.EngineStatistics;
import dev.panallama.Isolation;
import dev.panallama.TinyModels;
import dev.panallama.runner.http.ServerOptions;
import dev.panallama.runner.serving.ServingOptions;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many clients for long. `-Dendurance.minutes=5` has 64 of them ask for five minutes, and says what memory that took; with it
/// belongs `-Dtest.heap="-Xms512m -Xmx512m -XX:+AlwaysPreTouch"`, as a heap that grows within its limit looks like a leak.
final class EnduranceTest {
    private static final int MINUTES = Integer.getInteger("endurance.minutes", 0);
    private static final int CLIENTS = MINUTES == 0 ? 16 : 64;
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(ServerOptions.defaults().at("127.0.0.1", 0),
                new ServingOptions(8, 256, 1, 512, Duration.ofMinutes(60), 3, Isolation.NONE),
                List.of(TinyModels.llama()));
        server.answer("/api/generate", "{\"model\": \"llama\"}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// How far a client gets before it goes away.
    private enum Stage {
        CONNECTED, IN_THE_HEADERS, IN_THE_BODY, ASKED, IN_THE_STREAM
    }

    @Test
    void clients_that_go_away_at_any_stage_leave_nothing_behind() throws Exception {
        long before = descriptors();
        var random = new Random(7);
        for (int i = 0; i < 200; i++)
            goAway(Stage.values()[random.nextInt(Stage.values().length)],
                    page(random.nextInt(AnswerPage.values().length)));
        await(() -> quiet() && descriptors() <= before + 5); // this test's own client keeps some
        assertEquals(200, server.get("/health").statusCode());
        assertEquals(expected(1), streamed(1));
    }

    private static void goAway(Stage stage, AnswerPage page) throws IOException {
        byte[] body = page.request("llama", "the sky", 1, 200, true).getBytes(StandardCharsets.UTF_8);
        byte[] head = "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                .formatted(page.path, body.length).getBytes(StandardCharsets.US_ASCII);
        try (var socket = new Socket("127.0.0.1", server.server().address().getPort())) {
            socket.setSoTimeout(60_000);
            var out = socket.getOutputStream();
            switch (stage) {
                case CONNECTED -> {
                }
                case IN_THE_HEADERS -> out.write(head, 0, head.length / 2);
                case IN_THE_BODY -> {
                    out.write(head);
                    out.write(body, 0, body.length / 2);
                }
                case ASKED, IN_THE_STREAM -> {
                    out.write(head);
                    out.write(body);
                    if (stage == Stage.IN_THE_STREAM) assertTrue(socket.getInputStream().readNBytes(300).length > 0);
                }
            }
        }
    }

    private static boolean quiet() {
        EngineStatistics statistics = statistics();
        return statistics.waiting() == 0
                && statistics.slots().stream().noneMatch(it -> it.state() == EngineStatistics.State.BUSY);
    }

    private static EngineStatistics statistics() {
        return server.server().models().loaded().getFirst().model().engine().statistics();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end,
                    () -> "after a minute: %d open, %s".formatted(descriptors(), statistics()));
            Thread.sleep(5);
        }
    }

    /// Returns how many files and connections this process has open; 0 where the system does not say.
    private static long descriptors() {
        if (!Files.isDirectory(DESCRIPTORS)) return 0;
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.count();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void streams_beside_each_other_end_properly_and_each_says_its_own() throws Exception {
        long end = System.nanoTime() + Math.max(TimeUnit.MINUTES.toNanos(MINUTES), TimeUnit.SECONDS.toNanos(3));
        var answered = new AtomicLong();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (int client = 0; client < CLIENTS; client++) {
                int first = client;
                all.add(clients.submit(() -> {
                    for (int i = first; System.nanoTime() < end; i++) {
                        assertEquals(expected(i), streamed(i), page(i).path);
                        answered.incrementAndGet();
                    }
                    return null;
                }));
            }
            watchMemory(end, answered);
            for (Future<?> it : all) it.get();
        }
        assertTrue(answered.get() >= CLIENTS, "streams: " + answered);
    }

    /// Only where it goes on for minutes: the first is for warming up.
    private static void watchMemory(long end, AtomicLong answered) throws Exception {
        if (MINUTES < 2) return;
        Thread.sleep(Duration.ofMinutes(1));
        Memory first = Memory.now(answered);
        while (System.nanoTime() < end - TimeUnit.SECONDS.toNanos(5)) Thread.sleep(Duration.ofSeconds(1));
        Memory last = Memory.now(answered);
        System.out.printf("after a minute: %s%nafter %d minutes: %s%n", first, MINUTES, last);
        assertTrue(last.heap() <= first.heap() * 1.1 + 8, "heap: %s, then %s".formatted(first, last));
        assertTrue(last.resident() <= first.resident() * 1.1, "resident: %s, then %s".formatted(first, last));
    }

    /// What this process takes at a time.
    ///
    /// @param heap what is in use after a collection, in MiB
    /// @param resident what it has of the system, in MiB
    private record Memory(long streams, long heap, long resident) {
        static Memory now(AtomicLong answered) throws IOException {
            return new Memory(answered.get(), EnduranceTest.heap(), EnduranceTest.resident());
        }
    }

    /// Returns what is in use after a collection, in MiB.
    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory() >> 20;
    }

    /// Returns the memory that this process has of the system, in MiB; 0 where that does not say.
    private static long resident() throws IOException {
        if (!Files.exists(STATUS)) return 0;
        return Files.readAllLines(STATUS).stream()
                .filter(it -> it.startsWith("VmRSS:"))
                .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")) >> 10)
                .findFirst()
                .orElse(0);
    }

    private static AnswerPage page(int question) {
        return AnswerPage.values()[question % AnswerPage.values().length];
    }

    private static String words(int question) {
        return "hello world and water ".repeat(1 + question % 4) + question;
    }

    private static String expected(int question) {
        return '"' + words(question) + '"';
    }

    private static String streamed(int question) throws Exception {
        AnswerPage page = page(question);
        String body = server.post(page.path, page.saying("llama", words(question), true)).body();
        assertTrue(page.isWhole(body), body);
        return page.streamed(body);
    }
}
