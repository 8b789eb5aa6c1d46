package dev.panallama;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/// Measures texts per second on one thread, in batches and one at a time. It is no test: run it on a machine that is
/// otherwise idle, as `docs/development.md` says of `SpeedComparison`.
final class EmbeddingSpeed {
    private static final List<String> WORDS = List
            .of(("the ferry left for an island where nobody had ever heard of trains"
                    + " although its people grew old and talked about little else than weather").split(" "));
    private static final int ROUNDS = 5;

    private EmbeddingSpeed() {}

    public static void main(String[] args) {
        try (var model = Model.load(TestModels.allMiniLm());
                var embedder = model.embedder(EmbedderOptions.defaults().withThreads(1))) {
            for (int words : List.of(8, 32, 128)) measure(embedder, texts(words, 4096 / words));
        }
    }

    private static List<String> texts(int words, int count) {
        var random = new Random(words);
        var texts = new ArrayList<String>();
        for (int i = 0; i < count; i++)
            texts.add(random.ints(words, 0, WORDS.size()).mapToObj(WORDS::get).collect(Collectors.joining(" ")));
        return texts;
    }

    private static void measure(Embedder embedder, List<String> texts) {
        double batched = 0;
        double single = 0;
        for (int round = 0; round < ROUNDS; round++) { // the best of some
            batched = Math.max(batched, perSecond(texts.size(), () -> embedder.embed(texts)));
            single = Math.max(single, perSecond(texts.size(), () -> texts.forEach(embedder::embed)));
        }
        System.out.printf("texts of %d tokens: %.0f a second in batches, %.0f one at a time%n",
                embedder.embed(texts.getFirst()).tokens(), batched, single);
    }

    private static double perSecond(int count, Runnable work) {
        long start = System.nanoTime();
        work.run();
        return count / ((System.nanoTime() - start) / 1e9);
    }
}
