package dev.panallama.internal.memory;

import static dev.panallama.internal.memory.BatchGraph.linear;
import static dev.panallama.internal.memory.BatchGraph.norm;
import static dev.panallama.internal.memory.Graph.inPlace;
import static dev.panallama.internal.memory.Graph.input;
import static dev.panallama.internal.memory.Graph.part;
import static dev.panallama.internal.memory.Graph.reshaped;
import static dev.panallama.internal.memory.Graph.result;
import static dev.panallama.internal.memory.Graph.write;

import java.util.List;

/// A state space layer: Mamba's first kind as llama.cpp builds it, and others by the same pattern.
final class RecurrentGraph {
    private final Graph graph;
    private final long sequences;
    private final long tokens;
    private final Tensor states;

    RecurrentGraph(Graph graph, long sequences, long tokens) {
        this.graph = graph;
        this.sequences = sequences;
        this.tokens = tokens;
        states = input(Integer.BYTES, sequences);
    }

    Tensor compute(Layer of, Tensor hidden) {
        long before = Math.max(0, of.columns("ssm_conv1d") - 1);
        long channels = of.rows("ssm_conv1d");
        long inner = of.has("ssm_out") ? of.columns("ssm_out") : channels;
        Tensor recent = result(List.of(reshaped(states, sequences)), Sizes.product(before, channels), sequences);
        graph.add(recent);
        Tensor both = widened(of, hidden, 2 * inner);
        Tensor seen = result(List.of(recent, part(both, tokens, channels)), before + tokens, channels);
        graph.add(write(part(seen, before, channels)));
        Tensor convolved = inPlace(inPlace(result(List.of(seen), channels, tokens)));
        Tensor scanned = scanned(of, convolved, inner, Sizes.product(before, channels));
        graph.add(scanned);
        graph.add(write(part(scanned, 1)));
        Tensor own = inner == channels ? reshaped(convolved, inner, tokens) : part(convolved, inner, tokens);
        Tensor out = inPlace(reshaped(scanned, inner, tokens), inPlace(own));
        Tensor gate = result(List.of(part(both, inner, tokens)), inner, tokens);
        Tensor gated = result(List.of(gate, out), inner, tokens);
        return of.has("ssm_out") ? linear(of, "ssm_out", gated) : gated;
    }

    private static Tensor widened(Layer of, Tensor hidden, long width) {
        return of.has("ssm_in") ? linear(of, "ssm_in", hidden) : result(List.of(hidden), width, hidden.shape.rows());
    }

    private Tensor scanned(Layer of, Tensor convolved, long inner, long recent) {
        long state = Math.max(0, of.state() - recent);
        long size = Sizes.product(inner, tokens) + Sizes.product(state, sequences);
        if (!of.has("ssm_x")) return result(List.of(convolved, reshaped(states, sequences)), size);
        Tensor all = linear(of, "ssm_x", convolved);
        long rank = of.columns("ssm_dt");
        long each = Math.max(0, of.rows("ssm_x") - rank) / 2;
        Tensor step = linear(of, "ssm_dt", normed(of, "ssm_dt_norm", part(all, rank, tokens)));
        return result(
                List.of(reshaped(states, sequences), reshaped(convolved, 1, inner, tokens), step,
                        normed(of, "ssm_b_norm", part(all, each, tokens)),
                        normed(of, "ssm_c_norm", part(all, each, tokens))),
                size);
    }

    private static Tensor normed(Layer of, String name, Tensor tensor) {
        return of.has(name) ? norm(of, name, tensor) : tensor;
    }
}
