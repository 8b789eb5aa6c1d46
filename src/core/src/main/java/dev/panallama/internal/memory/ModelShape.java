package dev.panallama.internal.memory;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a model's memory depends on, read from the header of its file. Immutable.
///
/// @param architecture the name of the architecture
/// @param width the length of an embedding
/// @param vocabulary the number of tokens
/// @param trainedContext the longest sequence seen in training
/// @param layers the layers that are computed for tokens
/// @param causal whether a token sees only those before it
/// @param keepsCache whether there is any memory of a sequence
/// @param rotates whether positions turn keys and queries
public record ModelShape(
        String architecture,
        long width,
        long vocabulary,
        long trainedContext,
        List<Layer> layers,
        boolean causal,
        boolean keepsCache,
        boolean rotates) {
    private static final Pattern LAYER = Pattern.compile("(?:dec\\.)?blk\\.(\\d{1,4})\\.(.+)");
    private static final int MOST_LAYERS = 512;

    /// Architectures without a memory, by `llama_model::create_memory`.
    private static final Set<String> WITHOUT_CACHE = Set.of("bert", "jina-bert-v2", "jina-bert-v3", "nomic-bert",
            "nomic-bert-moe", "neo-bert", "eurobert", "wavtokenizer-dec", "modern-bert", "gemma-embedding", "dream",
            "llada", "llada-moe", "rnd1");

    private static final Set<String> WITHOUT_ROTATION = Set.of("gpt2", "mpt", "bloom", "refact", "starcoder", "jais",
            "jina-bert-v2", "bert", "t5", "jamba", "mamba", "mamba2");

    public ModelShape {
        layers = List.copyOf(layers);
    }

    /// Reads a model's shape from its files.
    ///
    /// @param overrides metadata that counts in place of the files': `Long`, `Double`, `Boolean` or `String` by key
    /// @throws IOException if they cannot be read
    public static ModelShape read(List<Path> files, Map<String, ?> overrides) throws IOException {
        var parts = new ArrayList<Gguf>();
        for (Path file : files) parts.add(Gguf.read(file));
        var values = new HashMap<String, GgufValue>();
        overrides.forEach((key, value) -> values.put(key, GgufValue.of(value)));
        return of(parts.getFirst().withMetadata(values), parts.stream().flatMap(it -> it.tensors().stream()));
    }

    /// Finds a model's shape in headers.
    ///
    /// @param file the header of its file, or of its first, with overrides applied
    /// @param tensors the tensors of all its files
    public static ModelShape of(Gguf file, Stream<GgufTensor> tensors) {
        Metadata metadata = Metadata.of(file);
        int count = (int) Math.min(metadata.number("block_count"), MOST_LAYERS);
        List<Map<String, GgufTensor>> byLayer = IntStream.range(0, count)
                .<Map<String, GgufTensor>>mapToObj(_ -> new HashMap<>())
                .toList();
        tensors.forEach(it -> put(byLayer, it));
        SlidingWindows windows = SlidingWindows.of(metadata);
        String architecture = metadata.architecture();
        return new ModelShape(
                architecture,
                metadata.number("embedding_length"),
                Math.max(file.arrayLength("tokenizer.ggml.tokens"), metadata.number("vocab_size")),
                metadata.number("context_length"),
                IntStream.range(0, count).mapToObj(i -> layer(metadata, windows, i, byLayer.get(i))).toList(),
                !Boolean.FALSE.equals(metadata.truth("attention.causal")),
                !WITHOUT_CACHE.contains(architecture),
                !WITHOUT_ROTATION.contains(architecture));
    }

    private static void put(List<Map<String, GgufTensor>> byLayer, GgufTensor tensor) {
        Matcher name = LAYER.matcher(tensor.name());
        if (!name.matches()) return;
        int layer = Integer.parseInt(name.group(1));
        if (layer < byLayer.size()) byLayer.get(layer).put(name.group(2), tensor);
    }

    private static Layer layer(Metadata of, SlidingWindows windows, int index, Map<String, GgufTensor> tensors) {
        boolean windowed = windows.has(index);
        long heads = of.number("attention.head_count", index, 0);
        long byWidth = heads == 0 ? 0 : of.number("embedding_length") / heads;
        long key = of.number("attention.key_length", byWidth);
        long value = of.number("attention.value_length", byWidth);
        return new Layer(
                Map.copyOf(tensors),
                heads,
                of.number("attention.head_count_kv", index, heads),
                windowed ? of.number("attention.key_length_swa", key) : key,
                windowed ? of.number("attention.value_length_swa", value) : value,
                windowed ? windows.tokens() : 0,
                index < cachedLayers(of),
                of.number("expert_used_count", index, 0),
                RecurrentState.numbers(of, index, tensors.keySet()));
    }

    /// The last layers of some models use the keys and values of others.
    private static long cachedLayers(Metadata of) {
        long count = of.number("block_count");
        return of.architecture().equals("gemma3n") ? 20 : count - of.number("attention.shared_kv_layers");
    }

    /// Returns the context length of a session that does not ask for one.
    public long usualContext() {
        return Math.clamp(trainedContext, 1, 4096);
    }
}
