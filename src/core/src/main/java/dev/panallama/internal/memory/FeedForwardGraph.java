package dev.panallama.internal.memory;

import static dev.panallama.internal.memory.BatchGraph.linear;
import static dev.panallama.internal.memory.Graph.inPlace;
import static dev.panallama.internal.memory.Graph.part;
import static dev.panallama.internal.memory.Graph.reshaped;
import static dev.panallama.internal.memory.Graph.result;

import java.util.List;

/// The feed-forward network of a layer, or its experts.
final class FeedForwardGraph {
    private static final int MOST_EXPERTS = 1024;

    private final Graph graph;
    private final Layer of;

    FeedForwardGraph(Graph graph, Layer of) {
        this.graph = graph;
        this.of = of;
    }

    boolean isThere() {
        return of.has("ffn_up") || hasExperts();
    }

    private boolean hasExperts() {
        return of.has("ffn_down_exps");
    }

    Tensor compute(Tensor hidden) {
        if (!hasExperts()) return dense(hidden, "ffn_gate", "ffn_up", "ffn_down");
        Tensor routed = experts(hidden);
        return of.has("ffn_up_shexp")
                ? inPlace(routed, dense(hidden, "ffn_gate_shexp", "ffn_up_shexp", "ffn_down_shexp"))
                : routed;
    }

    private Tensor dense(Tensor hidden, String gate, String up, String down) {
        Tensor wide = linear(of, up, hidden);
        Tensor active = of.has(gate)
                ? result(List.of(linear(of, gate, hidden), wide), of.rows(up), hidden.shape.rows())
                : alone(wide, of.columns(down));
        return linear(of, down, active);
    }

    /// Without a matrix of gates, the numbers are their own gates, or half of them are.
    private static Tensor alone(Tensor wide, long width) {
        return wide.shape.columns() == width ? inPlace(wide) : result(List.of(wide), width, wide.shape.rows());
    }

    private Tensor experts(Tensor hidden) {
        long tokens = hidden.shape.rows();
        long count = of.rows("ffn_gate_inp");
        long used = Math.clamp(Math.min(of.expertsUsed(), count), 1, MOST_EXPERTS);
        Tensor probabilities = inPlace(result(List.of(hidden), count, tokens));
        Tensor chosen = part(result(Integer.BYTES, List.of(probabilities), count, tokens), used, tokens);
        Tensor picked = result(List.of(reshaped(probabilities, 1, count, tokens), chosen), 1, used, tokens);
        Tensor weights = reshaped(normalized(reshaped(picked, used, tokens), tokens), 1, used, tokens);
        graph.add(weights);
        Tensor each = reshaped(hidden, hidden.shape.columns(), 1, tokens);
        Tensor active = active(each, chosen, used, tokens);
        Tensor out = inPlace(
                result(List.of(active, chosen), of.dimension("ffn_down_exps", 1), used, tokens), weights);
        graph.add(out);
        return sum(out, used, tokens);
    }

    private static Tensor normalized(Tensor weights, long tokens) {
        return inPlace(weights, inPlace(result(List.of(weights), 1, tokens)));
    }

    private Tensor active(Tensor each, Tensor chosen, long used, long tokens) {
        long width = of.columns("ffn_down_exps");
        if (of.has("ffn_gate_up_exps")) {
            Tensor both = result(List.of(each, chosen), 2 * width, used, tokens);
            return result(List.of(part(both, width, used, tokens), part(both, width, used, tokens)), width, used,
                    tokens);
        }
        Tensor up = result(List.of(each, chosen), width, used, tokens);
        if (!of.has("ffn_gate_exps")) return inPlace(up);
        Tensor gate = result(List.of(each, chosen), width, used, tokens);
        return result(List.of(gate, up), width, used, tokens);
    }

    /// All parts are looked at before the first are added.
    private Tensor sum(Tensor out, long used, long tokens) {
        long width = out.shape.columns();
        var parts = new Tensor[(int) used];
        for (int i = 0; i < used; i++) {
            parts[i] = used == 1 ? reshaped(out, width, tokens) : part(out, width, tokens);
            graph.add(parts[i]);
        }
        Tensor sum = parts[0];
        for (int i = 1; i < used; i++) {
            sum = inPlace(sum, parts[i]);
            graph.add(sum);
        }
        return used == 1 ? result(List.of(sum), width, tokens) : sum;
    }
}
