package dev.panallama.internal.memory;

import java.util.List;

/// What a context takes beside the weights, or the part of it that belongs to some layers, in bytes. Immutable.
///
/// @param cache keys and values
/// @param state the states of recurrent layers
/// @param computing the results that live while a batch is computed
/// @param output the rows of logits that are read
public record ContextNeeds(long cache, long state, long computing, long output) {
    /// Returns what a context takes as a whole.
    public static ContextNeeds of(ModelShape model, ContextShape context) {
        return of(model, context, 0, model.layers().size(), true);
    }

    /// Returns what layers take on a device of their own.
    ///
    /// @param from the first layer
    /// @param to the layer after the last
    /// @param logits whether logits are computed there as well
    public static ContextNeeds of(ModelShape model, ContextShape context, int from, int to, boolean logits) {
        List<Layer> layers = model.layers().subList(from, to);
        long widest = widest(model);
        return new ContextNeeds(
                model.keepsCache() ? layers.stream().mapToLong(it -> cache(it, context, widest)).sum() : 0,
                layers.stream().mapToLong(it -> state(it, context)).sum(),
                BatchGraph.bytes(model, context, from, to, logits),
                output(model, context));
    }

    /// Returns what the rows of logits take that are read: one for each sequence.
    public static long output(ModelShape model, ContextShape context) {
        return Sizes.product(model.vocabulary(), context.sequences(), Float.BYTES);
    }

    /// Returns what one layer keeps: keys and values, or a state.
    public static long kept(ModelShape model, ContextShape context, int layer) {
        Layer of = model.layers().get(layer);
        return (model.keepsCache() ? cache(of, context, widest(model)) : 0) + state(of, context);
    }

    private static long state(Layer of, ContextShape context) {
        return Sizes.product(of.state(), context.sequences(), Float.BYTES);
    }

    private static long widest(ModelShape model) {
        return model.layers().stream().mapToLong(Layer::valueWidth).max().orElse(0);
    }

    private static long cache(Layer of, ContextShape context, long widest) {
        if (!of.cached() || !of.hasAttention()) return 0;
        long cells = of.window() == 0 ? context.cells() : context.cells(of.window());
        long values = of.isLatent()
                ? 0
                : ContextShape.rowBytes(context.values(), context.fused() ? of.valueWidth() : widest);
        return Sizes.product(
                cells, context.streams(), ContextShape.rowBytes(context.keys(), of.keyWidth()) + values);
    }

    /// Returns the sum.
    public long total() {
        return cache + state + computing + output;
    }
}
