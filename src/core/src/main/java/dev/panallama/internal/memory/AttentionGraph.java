package dev.panallama.internal.memory;

import static dev.panallama.internal.memory.BatchGraph.heads;
import static dev.panallama.internal.memory.BatchGraph.linear;
import static dev.panallama.internal.memory.BatchGraph.norm;
import static dev.panallama.internal.memory.Graph.inPlace;
import static dev.panallama.internal.memory.Graph.input;
import static dev.panallama.internal.memory.Graph.part;
import static dev.panallama.internal.memory.Graph.reshaped;
import static dev.panallama.internal.memory.Graph.result;
import static dev.panallama.internal.memory.Graph.stored;
import static dev.panallama.internal.memory.Graph.write;

import dev.panallama.gguf.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The attention of layers: keys and values are written to the cache, and all that is there is read.
final class AttentionGraph {
    private static final int HADAMARD = 64;

    private final Graph graph;
    private final ModelShape model;
    private final ContextShape context;
    private final long tokens;
    private final int streams;
    private final Tensor positions;
    private final boolean windows;
    private final Map<Long, Inputs> inputs = new HashMap<>(); // by window

    AttentionGraph(Graph graph, ModelShape model, ContextShape context) {
        this.graph = graph;
        this.model = model;
        this.context = context;
        tokens = context.tokens();
        streams = model.keepsCache() ? context.streams() : 1;
        positions = input(Integer.BYTES, tokens);
        windows = model.layers().stream().anyMatch(it -> it.window() > 0);
    }

    /// What is filled in once for all layers of a window: where tokens go in the cache, and which see which.
    private record Inputs(long cells, Tensor keyPlaces, Tensor valuePlaces, Tensor mask, Tensor keyMatrix,
            Tensor valueMatrix) {}

    private record Projected(Tensor queries, Tensor keys, Tensor values) {}

    Tensor compute(Layer of, Tensor hidden) {
        Inputs it = inputs.computeIfAbsent(of.window(), this::inputs);
        if (of.isLatent()) return latent(of, it, hidden);
        Projected projected = turned(of, it, projected(of, hidden));
        graph.add(projected.queries);
        graph.add(windows && model.keepsCache() ? projected.keys : projected.values);
        graph.add(projected.keys);
        graph.add(projected.values);
        if (of.cached() && model.keepsCache()) store(of, it, projected);
        Tensor mixed = mixed(of, it, projected, of.keyWidth(), of.valueWidth(), of.valueLength());
        graph.add(mixed);
        if (isTurned(context.values(), of.valueLength())) mixed = turned(mixed, it.valueMatrix);
        return linear(of, "attn_output", mixed);
    }

    private Inputs inputs(long window) {
        long cells = model.keepsCache() ? window == 0 ? context.cells() : context.cells(window) : tokens;
        long widest = model.layers().stream().mapToLong(Layer::valueWidth).max().orElse(0);
        return new Inputs(
                cells,
                input(Long.BYTES, tokens),
                input(Long.BYTES, context.fused() ? tokens : Sizes.product(tokens, widest)),
                input(context.fused() ? Short.BYTES : Float.BYTES, cells, tokens),
                matrix(model.layers().stream().mapToLong(Layer::keyLength).max().orElse(0), true),
                matrix(HADAMARD, false));
    }

    /// Keys and values are turned before they are quantized, which spreads outliers.
    private static Tensor matrix(long length, boolean largest) {
        long size = HADAMARD;
        while (largest && length % (2 * size) == 0 && length > 0) size *= 2;
        return input(Float.BYTES, size, size);
    }

    private Projected projected(Layer of, Tensor hidden) {
        Tensor queries;
        Tensor keys;
        Tensor values;
        if (of.has("attn_qkv")) {
            Tensor all = linear(of, "attn_qkv", hidden);
            queries = part(all, of.keyLength(), of.heads(), tokens);
            keys = part(all, of.keyLength(), of.keyValueHeads(), tokens);
            values = part(all, of.valueLength(), of.keyValueHeads(), tokens);
        } else {
            queries = heads(linear(of, "attn_q", hidden), of.keyLength(), of.heads(), tokens);
            keys = of.has("attn_k")
                    ? heads(linear(of, "attn_k", hidden), of.keyLength(), of.keyValueHeads(), tokens)
                    : stored();
            values = of.has("attn_v")
                    ? heads(linear(of, "attn_v", hidden), of.valueLength(), of.keyValueHeads(), tokens)
                    : stored();
        }
        return new Projected(rotated(of, "attn_q_norm", queries), rotated(of, "attn_k_norm", keys), values);
    }

    private Tensor rotated(Layer of, String norm, Tensor heads) {
        if (heads.isLeaf()) return heads;
        Tensor normed = of.has(norm) ? norm(of, norm, heads) : heads;
        return model.rotates() ? inPlace(normed, positions) : normed;
    }

    private Projected turned(Layer of, Inputs it, Projected all) {
        boolean keys = isTurned(context.keys(), of.keyLength());
        boolean values = isTurned(context.values(), of.valueLength());
        return new Projected(
                keys ? turned(all.queries, it.keyMatrix) : all.queries,
                keys ? turned(all.keys, it.keyMatrix) : all.keys,
                values ? turned(all.values, it.valueMatrix) : all.values);
    }

    private boolean isTurned(TensorType type, long length) {
        return model.keepsCache() && ContextShape.isQuantized(type) && length > 0 && length % HADAMARD == 0;
    }

    private static Tensor turned(Tensor heads, Tensor matrix) {
        if (heads.isLeaf()) return heads;
        Tensor.Shape it = heads.shape;
        long size = matrix.shape.columns();
        Tensor dense = it.dense() ? heads : result(List.of(heads), size, it.elements() / size);
        Tensor product = result(
                List.of(matrix, reshaped(dense, size, it.elements() / size)), size, it.elements() / size);
        return reshaped(product, it.columns(), it.rows(), it.planes());
    }

    private void store(Layer of, Inputs it, Projected all) {
        if (!all.keys.isLeaf()) graph.add(write(reshaped(all.keys, of.keyWidth(), tokens), it.keyPlaces));
        if (all.values.isLeaf()) return;
        Tensor values = all.values;
        if (!context.fused() && !values.shape.dense()) values = result(List.of(values), of.valueWidth(), tokens);
        graph.add(write(reshaped(values, of.valueWidth(), tokens), it.valuePlaces));
    }

    /// Reads the cache, of which each head of queries sees one of keys and values.
    private Tensor mixed(Layer of, Inputs it, Projected all, long keyWidth, long valueWidth, long valueLength) {
        Tensor queries = part(all.queries, all.queries.shape.columns(), tokens / streams, of.heads(), streams);
        Tensor keys = model.keepsCache() ? stored() : all.keys;
        Tensor values = model.keepsCache() ? stored() : all.values;
        if (!context.fused()) return scored(of, it, queries, keys, values, valueLength);
        Tensor mixed = result(
                List.of(queries, halved(it, keys, context.keys(), keyWidth),
                        halved(it, values, context.values(), valueWidth), it.mask),
                valueLength, of.heads(), tokens);
        return reshaped(mixed, Sizes.product(valueLength, of.heads()), tokens);
    }

    /// Fused attention reads 16 bits at most: of 32 it makes a copy.
    private Tensor halved(Inputs it, Tensor cached, TensorType type, long width) {
        boolean wide = model.keepsCache() ? type == TensorType.F32 : true;
        return wide ? result(Short.BYTES, List.of(cached), width, it.cells, streams) : cached;
    }

    private Tensor scored(Layer of, Inputs it, Tensor queries, Tensor keys, Tensor values, long valueLength) {
        Tensor scores = result(List.of(keys, queries), it.cells, tokens / streams, of.heads(), streams);
        Tensor weights = inPlace(scores, it.mask);
        Tensor mixed = result(List.of(values, weights), valueLength, tokens / streams, of.heads(), streams);
        return result(
                List.of(part(mixed, valueLength, of.heads(), tokens / streams, streams)),
                Sizes.product(valueLength, of.heads()), tokens);
    }

    /// Multi-head latent attention: all heads read one compressed key, whose first numbers are the value too.
    private Tensor latent(Layer of, Inputs it, Tensor hidden) {
        long rank = of.dimension("attn_k_b", 1);
        long turned = Math.max(0, of.keyLength() - rank);
        long plain = of.dimension("attn_k_b", 0);
        Tensor compressed = of.has("attn_q_a")
                ? linear(of, "attn_q_b", norm(of, "attn_q_a_norm", linear(of, "attn_q_a", hidden)))
                : linear(of, "attn_q", hidden);
        Tensor queryTurn = inPlace(part(compressed, turned, of.heads(), tokens), positions);
        Tensor both = linear(of, "attn_kv_a_mqa", hidden);
        Tensor keyTurn = inPlace(part(both, turned, 1, tokens), positions);
        Tensor key = inPlace(inPlace(part(both, rank, tokens)));
        Tensor absorbed = result(List.of(part(compressed, plain, tokens, of.heads())), rank, tokens, of.heads());
        Tensor queries = result(
                List.of(part(absorbed, rank, of.heads(), tokens), queryTurn), of.keyLength(), of.heads(), tokens);
        Tensor value = reshaped(key, rank, 1, tokens);
        Tensor keys = result(List.of(value, keyTurn), of.keyLength(), 1, tokens);
        graph.add(queries);
        graph.add(keys);
        graph.add(value);
        graph.add(write(reshaped(keys, of.keyLength(), tokens), it.keyPlaces));
        Tensor out = context.fused()
                ? restored(of, mixed(of, it, new Projected(queries, keys, value), of.keyLength(), rank, rank))
                : restored(of, scoredLatent(of, it, queries, rank));
        graph.add(out);
        return linear(of, "attn_output", out);
    }

    /// Values are not kept, so that a copy of the keys' first numbers is made.
    private Tensor scoredLatent(Layer of, Inputs it, Tensor queries, long rank) {
        Tensor weights = inPlace(
                result(List.of(part(queries, of.keyLength(), tokens, of.heads())), it.cells, tokens, of.heads()),
                it.mask);
        int width = context.keys() == TensorType.F32 ? Float.BYTES : Short.BYTES;
        return result(
                List.of(result(width, List.of(stored()), it.cells, rank, streams), weights), rank, tokens, of.heads());
    }

    private Tensor restored(Layer of, Tensor mixed) {
        long length = of.dimension("attn_v_b", 1);
        Tensor restored = result(List.of(mixed), length, tokens, of.heads());
        return result(List.of(part(restored, length, of.heads(), tokens)), Sizes.product(length, of.heads()), tokens);
    }
}
