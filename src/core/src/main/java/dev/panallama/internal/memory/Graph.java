package dev.panallama.internal.memory;

import dev.panallama.internal.memory.Tensor.Kind;
import dev.panallama.internal.memory.Tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// Operations in the order in which they are computed, as `ggml_build_forward_expand` puts them. Only sizes matter here:
/// [#bytes] follows `ggml-alloc.c`, which lets tensors share memory that are not needed at the same time.
final class Graph {
    private final List<Tensor> leaves = new ArrayList<>();
    private final List<Tensor> nodes = new ArrayList<>();
    private final FreeBlocks free = new FreeBlocks();

    /// Returns numbers that are filled in, `width` bytes each.
    static Tensor input(int width, long... dimensions) {
        return new Tensor(Kind.INPUT, shape(width, dimensions), List.of());
    }

    /// Returns a tensor that has its memory elsewhere.
    static Tensor stored() {
        return new Tensor(Kind.STORED, shape(0), List.of());
    }

    /// Returns the result of an operation in 32 bits each.
    static Tensor result(List<Tensor> sources, long... dimensions) {
        return new Tensor(Kind.RESULT, shape(Float.BYTES, dimensions), sources);
    }

    /// Returns the result of an operation in numbers of another width.
    static Tensor result(int width, List<Tensor> sources, long... dimensions) {
        return new Tensor(Kind.RESULT, shape(width, dimensions), sources);
    }

    /// Returns the result of an operation that takes the place of a source of the same shape, if nobody else needs that.
    static Tensor inPlace(Tensor... sources) {
        Shape of = sources[0].shape;
        var dense = new Shape(of.columns(), of.rows(), of.planes(), of.blocks(), of.width(), true);
        return new Tensor(Kind.IN_PLACE, dense, List.of(sources));
    }

    /// Returns a tensor in other dimensions.
    static Tensor reshaped(Tensor of, long... dimensions) {
        return new Tensor(Kind.VIEW, shape(of.shape.width(), dimensions), List.of(of));
    }

    /// Returns a part of a tensor, or a tensor with dimensions swapped.
    static Tensor part(Tensor of, long... dimensions) {
        Shape it = shape(of.shape.width(), dimensions);
        return new Tensor(Kind.VIEW, new Shape(it.columns(), it.rows(), it.planes(), it.blocks(), it.width(), false),
                List.of(of));
    }

    /// Returns what stands for a write into stored memory.
    static Tensor write(Tensor... sources) {
        var all = new ArrayList<>(List.of(stored()));
        all.addAll(List.of(sources));
        return new Tensor(Kind.VIEW, shape(0), all);
    }

    private static Shape shape(int width, long... it) {
        return new Shape(
                it.length > 0 ? it[0] : 1,
                it.length > 1 ? it[1] : 1,
                it.length > 2 ? it[2] : 1,
                it.length > 3 ? it[3] : 1,
                width,
                true);
    }

    /// Adds a tensor, and before it those that it is computed from.
    void add(Tensor tensor) {
        if (tensor.visited) return;
        tensor.visited = true;
        for (Tensor source : tensor.sources) add(source);
        (tensor.isLeaf() ? leaves : nodes).add(tensor);
    }

    /// Returns the size of the buffer that all of it is computed in. To be asked once.
    long bytes() {
        for (Tensor leaf : leaves) hold(leaf);
        for (Tensor node : nodes) count(node);
        for (Tensor node : nodes) {
            hold(node);
            for (Tensor source : node.sources) release(source);
        }
        return free.highest();
    }

    private static void count(Tensor node) {
        if (node.base != null) node.base.views++;
        for (Tensor source : node.sources) source.children++;
    }

    private void hold(Tensor tensor) {
        if (tensor.held || tensor.kind == Kind.STORED || tensor.kind == Kind.VIEW) return;
        tensor.held = true;
        if (tensor.kind == Kind.IN_PLACE) for (Tensor source : tensor.sources) if (takesPlaceOf(tensor, source)) return;
        tensor.offset = free.take(tensor.bytes());
    }

    /// A view is never overwritten, though the allocator means to.
    private static boolean takesPlaceOf(Tensor tensor, Tensor source) {
        boolean free = source.children == 1 && source.views == 0 && source.held && !source.output;
        if (!free || !tensor.shape.equals(source.shape)) return false;
        tensor.offset = source.offset;
        source.held = false;
        return true;
    }

    private void release(Tensor source) {
        source.children--;
        if (source.children != 0 || source.views != 0) return;
        Tensor owner = source;
        if (source.base != null) {
            owner = source.base;
            owner.views--;
        }
        if (owner.views == 0 && owner.children == 0 && owner.held && !owner.output) {
            free.give(owner.offset, owner.bytes());
            owner.held = false;
        }
    }
}
