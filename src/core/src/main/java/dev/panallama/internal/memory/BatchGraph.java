package dev.panallama.internal.memory;

import static dev.panallama.internal.memory.Graph.inPlace;
import static dev.panallama.internal.memory.Graph.input;
import static dev.panallama.internal.memory.Graph.reshaped;
import static dev.panallama.internal.memory.Graph.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The graph that llama.cpp computes for the largest batch of a context, whose size is what it allocates for computing.
/// It is put together from the tensors that each layer has, which tell the family of the model.
final class BatchGraph {
    private final ModelShape model;
    private final ContextShape context;
    private final long tokens;
    private final long outputs;
    private final Graph graph = new Graph();

    private BatchGraph(ModelShape model, ContextShape context) {
        this.model = model;
        this.context = context;
        tokens = context.tokens();
        outputs = model.keepsCache() ? context.rows() : tokens;
    }

    /// Returns how many bytes the buffer has that a batch is computed in.
    ///
    /// @param from the first layer that is computed there
    /// @param to the layer after the last
    /// @param logits whether logits are computed there as well
    static long bytes(ModelShape model, ContextShape context, int from, int to, boolean logits) {
        return new BatchGraph(model, context).build(from, to, logits).bytes();
    }

    private Graph build(int from, int to, boolean logits) {
        var attention = new AttentionGraph(graph, model, context);
        var recurrent = new RecurrentGraph(graph, context.sequences(), tokens);
        Tensor rows = input(Integer.BYTES, outputs);
        Tensor hidden = embedding();
        for (int i = from; i < to; i++) {
            boolean last = i == model.layers().size() - 1;
            hidden = layer(model.layers().get(i), attention, recurrent, hidden, last ? rows : null);
        }
        graph.add(hidden);
        if (logits) graph.add(logits(hidden));
        return graph;
    }

    /// Tokens are looked up; a place for embeddings that a caller could give instead is kept as well.
    private Tensor embedding() {
        Tensor embedding = result(List.of(input(Integer.BYTES, tokens)), model.width(), tokens);
        graph.add(embedding);
        graph.add(input(Float.BYTES, model.width(), tokens));
        return model.architecture().startsWith("gemma") ? inPlace(embedding) : embedding;
    }

    private Tensor layer(Layer of, AttentionGraph attention, RecurrentGraph recurrent, Tensor hidden,
            @Nullable Tensor rows) {
        Tensor normed = of.has("attn_norm") ? norm(of, "attn_norm", hidden) : hidden;
        Tensor mixed = of.isRecurrent() ? recurrent.compute(of, normed) : normed;
        if (of.hasAttention()) mixed = attention.compute(of, normed);
        Tensor before = hidden;
        if (rows != null) {
            mixed = selected(mixed, rows);
            before = selected(hidden, rows);
        }
        boolean normedAfter = of.has("post_attention_norm") && (of.has("ffn_norm") || of.has("post_ffw_norm"));
        if (normedAfter) mixed = norm(of, "post_attention_norm", mixed);
        Tensor sum = model.architecture().equals("jamba") ? inPlace(before, mixed) : inPlace(mixed, before);
        var feedForward = new FeedForwardGraph(graph, of);
        if (!feedForward.isThere()) return sum;
        Tensor out = feedForward.compute(feedForwardInput(of, sum));
        if (of.has("post_ffw_norm")) out = norm(of, "post_ffw_norm", out);
        return inPlace(out, sum);
    }

    private Tensor feedForwardInput(Layer of, Tensor sum) {
        if (of.has("ffn_norm")) return norm(of, "ffn_norm", sum);
        boolean before = of.has("post_attention_norm") && !of.has("post_ffw_norm");
        return before ? norm(of, "post_attention_norm", sum) : sum;
    }

    private Tensor selected(Tensor of, Tensor rows) {
        return result(List.of(of, rows), of.shape.columns(), outputs);
    }

    private Tensor logits(Tensor hidden) {
        Tensor normed = inPlace(inPlace(hidden));
        normed.output = true;
        Tensor logits = result(List.of(normed), model.vocabulary(), outputs);
        logits.output = true;
        return logits;
    }

    /// Root mean square norm works in place; the other kind, which has a bias, does not.
    static Tensor norm(Layer of, String name, Tensor tensor) {
        if (!of.hasBias(name)) return inPlace(inPlace(tensor));
        Tensor.Shape it = tensor.shape;
        return inPlace(inPlace(result(List.of(tensor), it.columns(), it.rows(), it.planes(), it.blocks())));
    }

    /// Multiplies by a matrix, and adds its bias.
    static Tensor linear(Layer of, String name, Tensor tensor) {
        Tensor.Shape it = tensor.shape;
        Tensor product = result(List.of(tensor), of.rows(name), Sizes.product(it.rows(), it.planes(), it.blocks()));
        return of.hasBias(name) ? inPlace(product) : product;
    }

    static Tensor heads(Tensor of, long length, long heads, long tokens) {
        return reshaped(of, length, heads, tokens);
    }
}
