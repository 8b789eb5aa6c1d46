package dev.panallama.runner.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class CancellationTest {
    private static Vertx vertx;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void what_is_done_again_and_again_ends_with_the_answer() throws Exception {
        var cancellation = new Cancellation(vertx);
        var done = new AtomicInteger();
        var _ = cancellation.on(done::incrementAndGet);
        cancellation.cancel();
        while (done.get() < 3) Thread.sleep(5);
        cancellation.end();
        Thread.sleep(50); // one may be under way
        int then = done.get();
        Thread.sleep(200);
        assertEquals(then, done.get());
    }

    @Test
    void nothing_is_begun_after_the_answer() throws Exception {
        var cancellation = new Cancellation(vertx);
        var done = new AtomicInteger();
        cancellation.end();
        cancellation.cancel();
        var _ = cancellation.on(done::incrementAndGet);
        Thread.sleep(100);
        assertEquals(0, done.get());
    }
}
