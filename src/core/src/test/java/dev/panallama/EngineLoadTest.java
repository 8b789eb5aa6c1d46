package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.sampler.Choice;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// A thousand callers at once, each with a prompt of its own: its answer is to be the one that it would get alone.
final class EngineLoadTest {
    private static final int CALLERS = 1000;
    private static final SessionOptions SESSION = TinyEngines.SESSION.withContextLength(128);
    private static final GenerationOptions TEN = GenerationOptions.defaults().withMaxTokens(10)
            .withEndsWithModel(false);

    private enum Kind {
        PLAIN, CANCELLED, POISON
    }

    private static Kind kind(int caller) {
        if (caller % 100 == 50) return Kind.POISON;
        return caller % 10 == 3 ? Kind.CANCELLED : Kind.PLAIN;
    }

    /// Returns what callers have in common, and a number of each.
    private static int[] prompt(Model model, int caller) {
        int[] ids = new Random(caller % 7).ints(20, 3, model.vocabulary().size()).toArray();
        for (int i = 12, rest = caller; i < ids.length; i++, rest /= 3) ids[i] = 10 + rest % 3;
        return ids;
    }

    private static String answer(Session session, int[] prompt, Sampler sampler) {
        session.append(prompt);
        return session.generate(sampler, TEN).text();
    }

    @Test
    void a_thousand_callers_get_each_their_own_answer() throws Exception {
        try (var model = Model.load(TinyModels.llama());
                var engine = model.engine(EngineOptions.defaults().withSlots(8).withSession(SESSION));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> calls = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int caller = i;
                calls.add(threads.submit(() -> call(engine, model, caller)));
            }
            try (var alone = model.session(SESSION)) {
                for (int i = 0; i < CALLERS; i++) check(i, calls.get(i), alone, prompt(model, i));
            }
            EngineStatistics done = engine.statistics();
            assertEquals(0, done.waiting());
            assertEquals(0, done.refused());
            assertTrue(done.cacheBytes() <= engine.options().prefixCache().memoryBytes());
            System.out.printf("%d callers: %s%n", CALLERS, done);
        }
    }

    private static String call(Engine engine, Model model, int caller) {
        try (var session = engine.session()) {
            if (kind(caller) == Kind.CANCELLED) cancelSoon(session, caller);
            Sampler sampler = kind(caller) == Kind.POISON ? poison() : Sampler.greedy();
            return answer(session, prompt(model, caller), sampler);
        }
    }

    private static void cancelSoon(Session session, int caller) {
        Thread.startVirtualThread(() -> {
            try {
                Thread.sleep(new Random(caller).nextInt(1000));
            } catch (InterruptedException _) { // then at once
            }
            session.cancel();
        });
    }

    private static Sampler poison() {
        return new Sampler(List.of(new Stage.Custom(() -> _ -> {
            throw new IllegalArgumentException("poison");
        })), new Choice.Greedy());
    }

    private static void check(int caller, Future<String> call, Session alone, int[] prompt)
            throws InterruptedException {
        alone.clear();
        String expected = answer(alone, prompt, Sampler.greedy());
        try {
            String answer = call.get();
            if (kind(caller) == Kind.PLAIN) assertEquals(expected, answer, () -> "caller " + caller);
            else assertTrue(kind(caller) == Kind.CANCELLED && expected.startsWith(answer), () -> "caller " + caller);
        } catch (ExecutionException failed) {
            Class<?> reason = kind(caller) == Kind.POISON
                    ? IllegalArgumentException.class
                    : CancellationException.class;
            assertTrue(kind(caller) != Kind.PLAIN, failed::toString);
            assertEquals(reason, failed.getCause().getClass(), failed::toString);
        }
    }
}
