package dev.panallama.internal.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Calls that are made on another thread, with and without something that follows them.
final class NativeThreadTest {
    private static final int CALLS = 100_000;

    @Test
    void a_call_meets_the_aftermath_of_the_last_one_at_any_moment() {
        var thread = new NativeThread("test", 0);
        var ended = new AtomicInteger();
        for (int i = 0; i < CALLS; i++) {
            int number = i;
            assertEquals(i, thread.callAndGoOn(() -> number, () -> {
                spin(number % 1009);
                ended.incrementAndGet();
            }));
            if (i % 3 == 0) assertEquals(i + 1, thread.call(ended::get));
        }
        assertEquals(CALLS, thread.close(ended::get));
        assertTrue(thread.isClosed());
    }

    @Test
    void the_next_call_waits_for_the_aftermath() throws Exception {
        var thread = new NativeThread("test", 0);
        var go = new CountDownLatch(1);
        var order = new StringBuilder();
        thread.callAndGoOn(() -> order.append("call, "), () -> {
            await(go);
            order.append("aftermath, ");
        });
        assertEquals("call, ", order.toString());
        Thread.ofVirtual().start(go::countDown);
        assertEquals("call, aftermath, next", thread.call(() -> order.append("next").toString()));
        thread.close(() -> null);
    }

    @Test
    void a_call_that_fails_has_no_aftermath() {
        var thread = new NativeThread("test", 0);
        var ended = new AtomicInteger();
        assertThrows(IllegalArgumentException.class,
                () -> thread.callAndGoOn(NativeThreadTest::fail, ended::incrementAndGet));
        assertEquals(0, thread.close(ended::get));
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) Thread.onSpinWait();
    }

    private static Object fail() {
        throw new IllegalArgumentException("no");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
