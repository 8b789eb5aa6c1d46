package dev.panallama;

import dev.panallama.sampler.Sampler;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Sessions and engines with small contexts whose figures can be compared to the last digit.
final class TinyEngines {
    static final SessionOptions SESSION = SessionOptions.defaults()
            .withThreads(1)
            .withContextLength(256)
            .withKvCache(KvCacheOptions.defaults().withTypes(KvCacheType.F32, KvCacheType.F32))
            .withFlashAttention(FlashAttention.OFF); // which computes a token alone otherwise than among others
    static final EngineOptions OPTIONS = EngineOptions.defaults()
            .withSlots(4)
            .withSession(SESSION)
            .withMicroBatchSize(64);
    static final GenerationOptions TEN = GenerationOptions.defaults().withMaxTokens(10)
            .withEndsWithModel(false);

    private TinyEngines() {}

    static int[] prompt(Model model, long seed, int length) {
        return new Random(seed).ints(length, 3, model.vocabulary().size()).toArray();
    }

    static int[] continued(Session session, int... prompt) {
        session.append(prompt);
        return session.generate(Sampler.greedy(), TEN).stream().mapToInt(Token::id).toArray();
    }

    static int[] alone(Model model, int... prompt) {
        try (var session = model.session(SESSION)) {
            return continued(session, prompt);
        }
    }

    static int[] inEngine(Engine engine, int... prompt) {
        try (var session = engine.session()) {
            return continued(session, prompt);
        }
    }

    static <T> List<Future<T>> together(List<Callable<T>> work) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(work);
        }
    }

    static int[] joined(int[] first, int[] second) {
        int[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
