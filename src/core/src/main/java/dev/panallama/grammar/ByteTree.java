package dev.panallama.grammar;

import java.util.Arrays;
import java.util.BitSet;

/// The pieces of tokens as a tree of bytes. Its nodes are numbered depth first, so that the subtree of a node follows
/// it, and lie in flat arrays. Immutable.
final class ByteTree {
    private final byte[] labels;
    private final char[] depths;
    private final int[] subtreeEnds;
    private final int[] tokenFrom; // of a node: index into tokens
    private final int[] tokens;
    private final int height;

    private ByteTree(Builder builder, int[] tokens) {
        int size = builder.labels.size();
        labels = new byte[size];
        depths = new char[size];
        for (int i = 0; i < size; i++) {
            labels[i] = (byte) builder.labels.get(i);
            depths[i] = (char) builder.depths.get(i);
        }
        subtreeEnds = builder.subtreeEnds.toArray();
        builder.tokenFrom.add(tokens.length);
        tokenFrom = builder.tokenFrom.toArray();
        this.tokens = tokens;
        height = builder.height;
    }

    /// Builds the tree of some tokens, each of which has at least one byte.
    ///
    /// @param pieces the bytes of all tokens, one after the other
    /// @param pieceFrom where those of a token begin, by id; they end where those of the next begin
    static ByteTree of(int[] ids, byte[] pieces, int[] pieceFrom) {
        int[] sorted = Arrays.stream(ids)
                .boxed()
                .sorted((one, other) -> Arrays.compareUnsigned(
                        pieces, pieceFrom[one], pieceFrom[one + 1], pieces, pieceFrom[other], pieceFrom[other + 1]))
                .mapToInt(it -> it)
                .toArray();
        var builder = new Builder();
        for (int i = 0; i < sorted.length; i++)
            builder.add(Arrays.copyOfRange(pieces, pieceFrom[sorted[i]], pieceFrom[sorted[i] + 1]), i);
        builder.closeBelow(0);
        return new ByteTree(builder, sorted);
    }

    /// Returns the number of nodes.
    int size() {
        return labels.length;
    }

    /// Returns the byte that leads to a node.
    byte label(int node) {
        return labels[node];
    }

    /// Returns the number of bytes before that one.
    int depth(int node) {
        return depths[node];
    }

    /// Returns the largest number of bytes of a token.
    int height() {
        return height;
    }

    /// Returns the first node after a node's subtree.
    int subtreeEnd(int node) {
        return subtreeEnds[node];
    }

    /// Sets the bits of the tokens whose last byte leads to a node.
    void addTokens(int node, BitSet ids) {
        for (int i = tokenFrom[node]; i < tokenFrom[node + 1]; i++) ids.set(tokens[i]);
    }

    private static final class Builder {
        private final IntList labels = new IntList();
        private final IntList depths = new IntList();
        private final IntList subtreeEnds = new IntList();
        private final IntList tokenFrom = new IntList();
        private final IntList path = new IntList(); // the nodes that the last piece leads through
        private int height;

        /// @param index of the token among those sorted by their pieces
        void add(byte[] piece, int index) {
            int common = 0;
            while (common < Math.min(piece.length, path.size()) && (byte) labels.get(path.get(common)) == piece[common])
                common++;
            closeBelow(common);
            for (int depth = common; depth < piece.length; depth++) {
                path.add(labels.size());
                labels.add(piece[depth]);
                depths.add(depth);
                subtreeEnds.add(0);
                tokenFrom.add(index);
            }
            height = Math.max(height, piece.length);
        }

        void closeBelow(int depth) {
            while (path.size() > depth) subtreeEnds.set(path.removeLast(), labels.size());
        }
    }
}
