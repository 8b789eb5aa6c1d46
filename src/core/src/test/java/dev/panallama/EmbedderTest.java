package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.InputTooLongException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the real model makes of sentences.
final class EmbedderTest {
    private static final double TOLERANCE = 2e-3; // of a number of a vector of length 1: sums in another order, 16-bit weights

    private static Model model;

    @BeforeAll
    static void load() {
        model = Model.load(TestModels.allMiniLm());
    }

    @AfterAll
    static void unload() {
        model.close();
    }

    private static EmbedderOptions options() {
        return EmbedderOptions.defaults().withThreads(1);
    }

    private static List<String> texts() {
        return ReferenceEmbeddings.read().stream()
                .filter(it -> it.tokens() < 256)
                .map(ReferenceEmbeddings::text)
                .toList();
    }

    @Test
    void vectors_are_those_of_the_published_pipeline() {
        List<ReferenceEmbeddings> references = ReferenceEmbeddings.read();
        var likeThePipeline = options().withMaxTokens(256).withLongInput(LongInput.truncate());
        try (var embedder = model.embedder(likeThePipeline)) {
            List<Embedding> ours = embedder.embed(references.stream().map(ReferenceEmbeddings::text).toList());
            double worst = 1;
            for (int i = 0; i < ours.size(); i++) {
                assertEquals(references.get(i).tokens(), ours.get(i).tokens(), references.get(i).text());
                worst = Math.min(worst, ours.get(i).cosine(references.get(i).embedding()));
            }
            System.out.printf("%d texts: the worst cosine to the published pipeline is %.7f%n", ours.size(), worst);
            assertTrue(worst > 0.999, "" + worst);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 2048})
    void a_text_has_the_same_vector_alone_and_among_others(int batchSize) {
        var packing = options().withMaxTokens(256).withBatchSize(batchSize);
        try (var alone = model.embedder(options()); var packed = model.embedder(packing)) {
            var texts = new ArrayList<>(texts());
            Collections.shuffle(texts, new Random(batchSize));
            List<Embedding> together = packed.embed(texts);
            double worst = 0;
            for (int i = 0; i < texts.size(); i++)
                worst = Math.max(worst, distance(alone.embed(texts.get(i)), together.get(i)));
            System.out.printf("batches of %d tokens: vectors differ by %.1e at most%n", batchSize, worst);
            assertTrue(worst < TOLERANCE, "" + worst);
        }
    }

    @Test
    void vectors_have_length_one_unless_asked_otherwise() {
        var text = "What is the capital of France?";
        float[] raw = embed(options().withNormalization(Normalization.none()), text);
        assertArrayEquals(divided(raw, norm(raw, 2)), embed(options(), text), 1e-6f);
        assertArrayEquals(
                divided(raw, norm(raw, 1)), embed(options().withNormalization(Normalization.pNorm(1)), text), 1e-6f);
        assertArrayEquals(
                divided(raw, norm(raw, 3)), embed(options().withNormalization(Normalization.pNorm(3)), text), 1e-6f);
        float[] whole = embed(options().withNormalization(Normalization.maxAbsolute()), text);
        assertArrayEquals(divided(raw, largest(raw) / 32760), whole, 0.01f);
        assertEquals(32760, largest(whole), 0.01);
    }

    @Test
    void fewer_dimensions_are_the_first_ones_scaled_again() {
        var text = "What is the capital of France?";
        float[] first = Arrays.copyOf(embed(options().withNormalization(Normalization.none()), text), 100);
        try (var embedder = model.embedder(options().withDimensions(100))) {
            assertEquals(100, embedder.dimensions());
            assertArrayEquals(divided(first, norm(first, 2)), embedder.embed(text).vector(), 1e-6f);
        }
        var refused = assertThrows(IllegalArgumentException.class, () -> model.embedder(options().withDimensions(385)));
        assertEquals("dimensions is 385: give 0 to 384", refused.getMessage());
    }

    @Test
    void prefixes_go_before_documents_and_before_queries() {
        try (var plain = model.embedder(options());
                var prefixed = model.embedder(options().withPrefixes("passage: ", "query: "))) {
            assertEquals(plain.embed("passage: a cat"), prefixed.embed("a cat"));
            assertEquals(plain.embed("query: a cat"), prefixed.embedQuery("a cat"));
            assertEquals(plain.embed("a cat"), plain.embedQuery("a cat"));
        }
    }

    @Test
    void text_of_a_user_is_no_special_token() {
        try (var embedder = model.embedder(options())) {
            assertTrue(embedder.embed("[SEP] [SEP]").tokens() > 4);
        }
    }

    @Test
    void a_long_text_is_refused_with_its_numbers_before_anything_is_computed() {
        try (var embedder = model.embedder(options().withMaxTokens(16))) {
            var seen = new ArrayList<Integer>();
            var refused = assertThrows(
                    InputTooLongException.class,
                    () -> embedder.embed(List.of("short", "one two three four ".repeat(10)), seen::add));
            assertEquals(
                    "text 1 has 42 tokens and the limit is 16: shorten it, raise maxTokens if the model takes more, or choose another LongInput",
                    refused.getMessage());
            assertEquals(List.of(1, 42, 16), List.of(refused.index(), refused.tokens(), refused.limit()));
            assertEquals(List.of(), seen);
        }
    }

    @Test
    void the_limit_is_the_models_table_of_positions_whatever_is_asked_for() {
        try (var embedder = model.embedder(options().withMaxTokens(4000))) {
            assertEquals(512, embedder.maxTokens());
            assertEquals(512, embedder.embed("the ".repeat(510)).tokens());
            assertThrows(InputTooLongException.class, () -> embedder.embed("the ".repeat(511)));
        }
    }

    @Test
    void a_cut_text_has_the_vector_of_its_beginning() {
        int[] all = model.vocabulary().tokenize("one two three four ".repeat(10));
        int[] kept = TextFrame.of(model.vocabulary()).around(all, 0, 14);
        try (var embedder = model.embedder(options().withMaxTokens(16).withLongInput(LongInput.truncate()))) {
            assertEquals(embedder.embed(kept), embedder.embed("one two three four ".repeat(10)));
            assertThrows(InputTooLongException.class,
                    () -> embedder.embed(List.of("one two three four ".repeat(10)), LongInput.refuse()));
        }
    }

    @Test
    void a_split_text_has_the_mean_of_its_pieces_weighted_by_their_tokens() {
        String text = texts().stream().filter(it -> it.length() > 500).findFirst().orElseThrow();
        int[] ids = model.vocabulary().tokenize(text);
        int[] prefix = model.vocabulary().tokenize("passage: ");
        TextFrame frame = TextFrame.of(model.vocabulary()).withPrefix(prefix);
        int room = 50 - frame.length();
        var raw = options().withMaxTokens(50).withNormalization(Normalization.none());
        var sum = new double[384];
        int tokens = 0;
        try (var embedder = model.embedder(raw)) {
            for (int from = 0; from == 0 || from + 10 < ids.length; from += room - 10) {
                int[] piece = frame.around(ids, from, Math.min(ids.length, from + room));
                float[] vector = embedder.embed(piece).vector();
                for (int i = 0; i < sum.length; i++) sum[i] += (double) piece.length * vector[i];
                tokens += piece.length;
            }
        }
        var mean = new float[384];
        for (int i = 0; i < mean.length; i++) mean[i] = (float) (sum[i] / tokens);
        try (var embedder = model.embedder(
                options().withMaxTokens(50).withPrefixes("passage: ", "").withLongInput(LongInput.split(10)))) {
            Embedding split = embedder.embed(text);
            assertEquals(tokens, split.tokens());
            assertTrue(distance(Embedding.of(divided(mean, norm(mean, 2))), split) < TOLERANCE);
        }
    }

    @Test
    void an_overlap_that_leaves_no_room_is_refused() {
        try (var embedder = model.embedder(options().withMaxTokens(8).withLongInput(LongInput.split(6)))) {
            var refused = assertThrows(IllegalArgumentException.class, () -> embedder.embed("the ".repeat(20)));
            assertEquals(
                    "pieces of 8 tokens leave no room beside an overlap of 6 and 2 around each: lower the overlap",
                    refused.getMessage());
        }
    }

    @Test
    void progress_is_told_batch_by_batch() {
        try (var embedder = model.embedder(options().withBatchSize(64).withMaxTokens(64))) {
            var seen = new ArrayList<Integer>();
            embedder.embed(Collections.nCopies(50, "one two three four five six"), seen::add); // 8 tokens each
            assertEquals(List.of(8, 16, 24, 32, 40, 48, 50), seen);
            assertEquals(List.of(), embedder.embed(List.of()));
        }
    }

    @Test
    void an_interrupt_cancels_and_what_is_next_is_computed() {
        try (var embedder = model.embedder(options())) {
            Embedding before = embedder.embed("a cat");
            Thread caller = Thread.currentThread();
            var many = Collections.nCopies(1000, "the ".repeat(60));
            assertThrows(
                    CancellationException.class, () -> embedder.embed(many, done -> {
                        if (done > 20) caller.interrupt();
                    }));
            assertTrue(Thread.interrupted());
            assertEquals(before, embedder.embed("a cat"));
        }
    }

    @Test
    void an_interrupt_breaks_off_a_batch_that_is_being_computed() throws InterruptedException {
        var outcome = new ArrayList<String>();
        try (var embedder = model.embedder(options().withBatchSize(8192))) {
            var caller = Thread.ofVirtual().start(() -> {
                try {
                    embedder.embed(Collections.nCopies(32, "the ".repeat(250)));
                } catch (CancellationException cancelled) {
                    outcome.add(cancelled.getMessage());
                }
            });
            while (caller.getState() != Thread.State.WAITING) Thread.onSpinWait(); // it waits for the batch
            Thread.sleep(50);
            caller.interrupt();
            caller.join();
            assertEquals(3, embedder.embed("cat").tokens());
        }
        assertEquals(1, outcome.size());
    }

    @Test
    void threads_share_an_embedder() throws InterruptedException {
        List<String> texts = texts().subList(0, 8);
        try (var embedder = model.embedder(options().withMaxTokens(64).withBatchSize(64))) {
            List<Embedding> expected = embedder.embed(texts);
            var failures = Collections.synchronizedList(new ArrayList<Throwable>());
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 3; i++) threads.add(Thread.ofVirtual().start(() -> {
                try {
                    assertEquals(expected, embedder.embed(texts));
                } catch (Throwable failure) {
                    failures.add(failure);
                }
            }));
            for (Thread thread : threads) thread.join();
            assertEquals(List.of(), failures);
        }
    }

    @Test
    void a_model_does_not_close_before_its_embedders_and_these_are_closed_for_good() {
        try (var own = Model.load(TinyModels.bert())) {
            var embedder = own.embedder(options());
            var refused = assertThrows(IllegalStateException.class, own::close);
            assertEquals("close the 1 open embedder(s) of model bert.gguf first", refused.getMessage());
            embedder.close();
            embedder.close();
            var closed = assertThrows(IllegalStateException.class, () -> embedder.embed("a"));
            assertEquals("the embedder is closed", closed.getMessage());
        }
    }

    private static float[] embed(EmbedderOptions options, String text) {
        try (var embedder = model.embedder(options)) {
            return embedder.embed(text).vector();
        }
    }

    static double distance(Embedding one, Embedding other) {
        float[] a = one.vector();
        float[] b = other.vector();
        double largest = 0;
        for (int i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
        return largest;
    }

    private static double norm(float[] vector, int p) {
        double sum = 0;
        for (float it : vector) sum += Math.pow(Math.abs(it), p);
        return Math.pow(sum, 1.0 / p);
    }

    private static double largest(float[] vector) {
        double largest = 0;
        for (float it : vector) largest = Math.max(largest, Math.abs(it));
        return largest;
    }

    private static float[] divided(float[] vector, double by) {
        var divided = new float[vector.length];
        for (int i = 0; i < divided.length; i++) divided[i] = (float) (vector[i] / by);
        return divided;
    }
}
