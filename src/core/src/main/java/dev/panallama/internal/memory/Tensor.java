package dev.panallama.internal.memory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node of a [Graph]: a size, where it may lie, and what it is computed from. Its counters belong to one allocation.
final class Tensor {
    /// How a tensor comes by its memory.
    enum Kind {
        /// Filled in before the graph is computed: takes memory from the start.
        INPUT,
        /// Weights and caches: has memory of its own elsewhere.
        STORED,
        /// The result of an operation.
        RESULT,
        /// The result of an operation that may overwrite what it is computed from.
        IN_PLACE,
        /// Another look at a tensor.
        VIEW
    }

    private static final int ALIGNMENT = 32; // of the processor's buffers

    final Kind kind;
    final Shape shape;
    final List<Tensor> sources;
    final @Nullable Tensor base; // of a view: the tensor that has the memory
    boolean output; // kept to the end
    boolean visited;
    boolean held;
    int children;
    int views;
    long offset;

    Tensor(Kind kind, Shape shape, List<Tensor> sources) {
        this.kind = kind;
        this.shape = shape;
        this.sources = sources;
        base = kind == Kind.VIEW ? sources.getFirst().root() : null;
    }

    private Tensor root() {
        return base == null ? this : base;
    }

    boolean isLeaf() {
        return kind == Kind.INPUT || kind == Kind.STORED;
    }

    /// Returns the bytes that it takes, padded.
    long bytes() {
        return (shape.bytes() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /// The numbers in each dimension, the bytes of one, and whether rows follow each other without gaps.
    record Shape(long columns, long rows, long planes, long blocks, int width, boolean dense) {
        long bytes() {
            return Sizes.product(columns, rows, planes, blocks, width);
        }

        long elements() {
            return Sizes.product(columns, rows, planes, blocks);
        }
    }
}
