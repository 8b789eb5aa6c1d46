package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is estimated is what llama.cpp then allocates, by its own log.
///
/// Each part must be within 10 %, or 16 KiB, which is what three buffers of a log with two decimals may be off.
final class MemoryEstimateTest {
    private static final ModelOptions ON_CPU = ModelOptions.defaults().withGpuLayers(0);
    private static final long SMALL = 16 << 10;

    private static final Map<String, Supplier<Path>> MODELS = Map.ofEntries(
            Map.entry("llama", TinyModels::llama),
            Map.entry("one-layer", TinyModels::oneLayer),
            Map.entry("experts", TinyModels::mixtureOfExperts),
            Map.entry("gemma3", TinyModels::gemma3),
            Map.entry("olmo2", TinyModels::olmo2),
            Map.entry("gpt2", TinyModels::gpt2),
            Map.entry("mamba", TinyModels::mamba),
            Map.entry("jamba", TinyModels::jamba),
            Map.entry("SmolLM2", TestModels::smolLm2),
            Map.entry("Gemma 3 270M", TestModels::gemma3));

    private static final Map<String, ToLongFunction<MemoryUsage>> PARTS = Map.of(
            "mapped weights", MemoryUsage::mappedWeights,
            "weights", MemoryUsage::weights,
            "KV cache", MemoryUsage::kvCache,
            "recurrent state", MemoryUsage::recurrentState,
            "computing", MemoryUsage::computing,
            "output", MemoryUsage::output,
            "total", MemoryUsage::total);

    @ParameterizedTest
    @ValueSource(
        strings = {"llama", "one-layer", "experts", "gemma3", "olmo2", "gpt2", "mamba", "jamba", "SmolLM2",
            "Gemma 3 270M"})
    void an_estimate_is_what_llama_cpp_allocates(String name) throws IOException {
        compareAll(name, MODELS.get(name).get());
    }

    @Test
    void latent_attention_is_estimated_too(@TempDir Path folder) throws IOException {
        compareAll("deepseek2", TinyFamilies.deepseek2(folder));
    }

    @Test
    void the_second_mamba_is_estimated_too(@TempDir Path folder) throws IOException {
        compareAll("mamba2", TinyFamilies.mamba2(folder));
    }

    private static void compareAll(String name, Path file) throws IOException {
        Gguf header = Gguf.read(file);
        double worst = 0;
        List<SessionOptions> all = sessions(header);
        try (var model = Model.load(file, ON_CPU)) {
            MemoryUsage weights = MemoryUsage.sum(model.memory().values());
            for (SessionOptions options : all) {
                MemoryUsage estimate = MemoryEstimate.of(header, options).total();
                try (var session = model.session(options)) {
                    MemoryUsage real = weights.plus(MemoryUsage.sum(session.memory().values()));
                    worst = Math.max(worst, compare(name, options, estimate, real));
                }
            }
        }
        System.out.printf("%-12s %d contexts, the total is off by %.2f %% at most%n", name, all.size(), 100 * worst);
    }

    /// Quantized types store 32 numbers of a head together.
    private static List<KvCacheType> types(Gguf header) {
        String architecture = header.text("general.architecture").orElseThrow();
        long head = header.whole(architecture + ".attention.key_length").orElse(64);
        boolean quantized = head % 32 == 0 && !List.of("gpt2", "jamba", "deepseek2").contains(architecture);
        return quantized
                ? List.of(KvCacheType.F16, KvCacheType.Q8_0, KvCacheType.F32)
                : List.of(KvCacheType.F16, KvCacheType.F32);
    }

    private static List<SessionOptions> sessions(Gguf header) {
        var all = new ArrayList<SessionOptions>();
        for (KvCacheType type : types(header)) {
            for (int context : List.of(256, 1000, 2048))
                for (int batch : List.of(32, 512))
                    for (int forks : List.of(0, 3)) all.addAll(sessions(context, batch, type, forks));
            all.addAll(sessions(8192, 512, type, 0));
        }
        return all;
    }

    private static List<SessionOptions> sessions(int context, int batch, KvCacheType type, int forks) {
        KvCacheOptions cache = KvCacheOptions.defaults().withTypes(type, type);
        SessionOptions usual = SessionOptions.defaults()
                .withThreads(1)
                .withContextLength(context)
                .withBatchSize(batch)
                .withForks(forks)
                .withKvCache(cache);
        var all = new ArrayList<>(List.of(usual));
        if (type != KvCacheType.Q8_0) all.add(usual.withFlashAttention(FlashAttention.OFF));
        if (context != 1000) return all;
        if (forks > 0) all.add(usual.withKvCache(cache.withShared(false)));
        all.add(usual.withKvCache(cache.withBeyondWindow(true)));
        return all;
    }

    /// Checks each part, prints the row, and returns how far the total is off.
    private static double compare(String name, SessionOptions options, MemoryUsage estimate, MemoryUsage real) {
        String row = "%-12s %s: %s, really %s".formatted(name, columns(options), estimate, real);
        if (Boolean.getBoolean("panallama.test.table")) System.out.println(row);
        PARTS.forEach((part, of) -> {
            long off = Math.abs(of.applyAsLong(estimate) - of.applyAsLong(real));
            assertTrue(off <= Math.max(SMALL, of.applyAsLong(real) / 10), () -> part + " of " + row);
        });
        return Math.abs(1 - (double) estimate.total() / real.total());
    }

    private static String columns(SessionOptions of) {
        return "%5d tokens, batch %3d, %-4s flash attention %-9s %d forks%s%s".formatted(
                of.contextLength(), of.batchSize(), of.kvCache().keys(), of.flashAttention() + ",", of.forks(),
                of.kvCache().shared() ? "" : " apart", of.kvCache().beyondWindow() ? ", all tokens kept" : "");
    }

    @Test
    void an_estimate_follows_the_context_that_a_session_chooses_by_itself() throws IOException {
        SessionOptions options = SessionOptions.defaults().withThreads(1);
        long named = MemoryEstimate.of(TinyModels.llama(), options.withContextLength(1024)).total().kvCache();
        assertEquals(named, MemoryEstimate.of(TinyModels.llama(), options).total().kvCache());
    }

    @Test
    void layers_on_gpus_take_nothing_of_the_machine_but_the_embedding() throws IOException {
        Gguf header = Gguf.read(TestModels.smolLm2());
        SessionOptions options = SessionOptions.defaults().withContextLength(4096);
        MemoryEstimate without = MemoryEstimate.of(header, options);
        MemoryEstimate all = MemoryEstimate.of(List.of(header), options, ModelOptions.ALL_LAYERS);
        MemoryUsage gpu = all.gpus().getFirst();
        long embedding = header.tensor("token_embd.weight").orElseThrow().sizeBytes();
        assertEquals(List.of(), without.gpus());
        assertEquals(embedding, all.machine().mappedWeights());
        assertEquals(0, all.machine().kvCache());
        assertEquals(without.total().kvCache(), gpu.kvCache());
        assertEquals(header.tensors().stream().mapToLong(it -> it.sizeBytes()).sum(), gpu.weights());
    }

    @Test
    void layers_are_split_over_gpus_by_their_shares() throws IOException {
        Gguf header = Gguf.read(TestModels.smolLm2());
        SessionOptions options = SessionOptions.defaults().withContextLength(4096);
        MemoryEstimate split = MemoryEstimate.of(List.of(header), options, 30, 2, 1);
        long layer = MemoryEstimate.of(header, options).total().kvCache() / 30;
        assertEquals(20 * layer, split.gpus().get(0).kvCache());
        assertEquals(9 * layer, split.gpus().get(1).kvCache(), "the output is the tenth");
        assertEquals(layer, split.machine().kvCache());
    }

    @Test
    void a_cache_that_is_not_offloaded_stays_in_the_machine() throws IOException {
        Gguf header = Gguf.read(TestModels.smolLm2());
        SessionOptions options = SessionOptions.defaults()
                .withContextLength(4096)
                .withKvCache(KvCacheOptions.defaults().withOffload(false));
        MemoryEstimate estimate = MemoryEstimate.of(List.of(header), options, ModelOptions.ALL_LAYERS);
        assertEquals(0, estimate.gpus().getFirst().kvCache());
        assertEquals(MemoryEstimate.of(header, options).total().kvCache(), estimate.machine().kvCache());
    }

    @Test
    void encoders_have_no_cache() throws IOException {
        MemoryUsage bert = MemoryEstimate.of(TinyModels.bert(), SessionOptions.defaults()).total();
        assertEquals(0, bert.kvCache());
        assertTrue(bert.computing() > 0);
    }

    @Test
    void a_split_model_is_estimated_as_a_whole(@TempDir Path folder) throws IOException {
        MemoryUsage whole = MemoryEstimate.of(TinyModels.llama(), SessionOptions.defaults()).total();
        Path first = ModelParts.write(TinyModels.llama(), 3, folder, "llama").getFirst();
        MemoryUsage parts = MemoryEstimate.of(first, SessionOptions.defaults()).total();
        assertEquals(whole.kvCache(), parts.kvCache());
        assertEquals(whole.computing(), parts.computing());
        assertEquals(whole.mappedWeights(), parts.mappedWeights(), SMALL);
    }

    @Test
    void a_header_with_nonsense_in_it_is_estimated_without_harm() throws IOException {
        var random = new Random(7);
        SessionOptions options = SessionOptions.defaults().withContextLength(1 << 20).withForks(255);
        for (Path file : List.of(TinyModels.jamba(), TinyModels.mixtureOfExperts(), TinyModels.gemma3())) {
            Gguf header = Gguf.read(file);
            for (int i = 0; i < 200; i++) {
                Gguf damaged = header.withMetadata(Map.of(anyKey(header, random), anyNumber(random)));
                assertTrue(MemoryEstimate.of(damaged, options).total().total() >= 0);
            }
        }
        assertTrue(MemoryEstimate.of(new Gguf(3, Map.of(), List.of(), 32, 0), options).total().total() >= 0);
    }

    private static String anyKey(Gguf header, Random random) {
        List<String> keys = header.metadata().keySet().stream().filter(it -> !it.startsWith("tokenizer")).toList();
        return keys.get(random.nextInt(keys.size()));
    }

    private static GgufValue anyNumber(Random random) {
        long[] numbers = {0, 1, 3, 1 << 20, 0xffff_ffffL, Long.MAX_VALUE, -1, Long.MIN_VALUE};
        return new GgufValue.Whole(GgufType.INT64, numbers[random.nextInt(numbers.length)]);
    }

    @Test
    void wrong_arguments_are_refused() throws IOException {
        Gguf header = Gguf.read(TinyModels.llama());
        refused("no header is given", List.of(), 0);
        refused("gpuLayers is -2", List.of(header), -2);
        refused("shares are [-1.0]", List.of(header), 1, -1);
        refused("shares are [NaN]", List.of(header), 1, Double.NaN);
    }

    private static void refused(String reason, List<Gguf> headers, int gpuLayers, double... shares) {
        var refused = assertThrows(
                IllegalArgumentException.class,
                () -> MemoryEstimate.of(headers, SessionOptions.defaults(), gpuLayers, shares));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    @Test
    void a_context_that_the_machine_cannot_hold_is_refused_with_what_takes_how_much() {
        try (var model = Model.load(TestModels.smolLm2(), ON_CPU)) {
            var huge = SessionOptions.defaults().withThreads(1).withContextLength(SessionOptions.MAX_CONTEXT_LENGTH);
            var refused = assertThrows(IllegalArgumentException.class, () -> model.session(huge));
            assertTrue(
                    refused.getMessage().startsWith(
                            "a context of 16,777,216 tokens needs 376.0 GiB (KV cache 360.0, recurrent state 0.0, computing 16.0,"),
                    refused.getMessage());
        }
    }

    @Test
    void a_recurrent_model_takes_no_more_for_a_longer_context() {
        try (var model = Model.load(TinyModels.mamba(), ON_CPU)) {
            var huge = SessionOptions.defaults().withThreads(1).withContextLength(SessionOptions.MAX_CONTEXT_LENGTH);
            try (var session = model.session(huge)) {
                assertTrue(MemoryUsage.sum(session.memory().values()).total() < 1 << 22);
            }
        }
    }
}
