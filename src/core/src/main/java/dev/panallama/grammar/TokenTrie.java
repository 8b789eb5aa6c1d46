package dev.panallama.grammar;

import dev.panallama.error.GrammarException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;

/// The tokens of a vocabulary as a tree of their bytes, so that a grammar can go through all of them at once.
/// Immutable; any thread may use it. One serves all grammars of a model; for 256,000 tokens it takes about 20 MB.
public final class TokenTrie {
    private static final long EFFORT = 10_000_000; // places of a grammar visited in one pass: about a second

    private final int size;
    private final byte[] pieces; // of all tokens, one after the other
    private final int[] pieceFrom;
    private final BitSet ends;
    private final BitSet texts = new BitSet();
    private final BitSet negatable = new BitSet();
    private final ToIntFunction<String> idOf;
    private final ByteTree tree;

    private TokenTrie(
            int size,
            IntFunction<byte[]> piece,
            IntPredicate isEndOfGeneration,
            ToIntFunction<String> idOf) {
        this.size = size;
        this.idOf = idOf;
        ends = matching(size, isEndOfGeneration);
        pieceFrom = new int[size + 1];
        pieces = concatenate(piece);
        for (int id = 0; id < size; id++) texts.set(id, pieceFrom[id] < pieceFrom[id + 1] && !ends.get(id));
        texts.stream().filter(id -> pieces[pieceFrom[id]] != 0).forEach(negatable::set);
        tree = ByteTree.of(texts.stream().toArray(), pieces, pieceFrom);
    }

    /// Builds the tree of a vocabulary.
    ///
    /// @param size the number of tokens
    /// @param piece the bytes of UTF-8 that a token adds to a text; none for one that adds nothing, such as a control
    ///     token. Asked once for each token
    /// @param isEndOfGeneration whether a token ends a generation
    /// @param idOf the id of the token with this text, such as `<think>`, or a negative number if the text is not
    ///     exactly one token
    public static TokenTrie of(
            int size,
            IntFunction<byte[]> piece,
            IntPredicate isEndOfGeneration,
            ToIntFunction<String> idOf) {
        return new TokenTrie(size, piece, isEndOfGeneration, idOf);
    }

    private static BitSet matching(int size, IntPredicate condition) {
        var ids = new BitSet(size);
        for (int id = 0; id < size; id++) ids.set(id, condition.test(id));
        return ids;
    }

    private byte[] concatenate(IntFunction<byte[]> piece) {
        byte[] all = new byte[8 * size];
        for (int id = 0; id < size; id++) {
            byte[] bytes = piece.apply(id);
            if (bytes.length > Character.MAX_VALUE - 1)
                throw new IllegalArgumentException(
                        "token %d has %,d bytes: the limit is 65,534".formatted(id, bytes.length));
            int from = pieceFrom[id];
            if (from + bytes.length > all.length) all = Arrays.copyOf(all, 2 * all.length + bytes.length);
            System.arraycopy(bytes, 0, all, from, bytes.length);
            pieceFrom[id + 1] = from + bytes.length;
        }
        return Arrays.copyOf(all, pieceFrom[size]);
    }

    /// Returns the number of tokens; ids go from 0 to this, exclusively.
    public int size() {
        return size;
    }

    /// Throws unless `0 <= id < size`.
    void check(int id) {
        if (id < 0 || id >= size)
            throw new IllegalArgumentException("there is no token %d: ids go from 0 to %d".formatted(id, size - 1));
    }

    /// Returns a copy of the bytes of a token.
    byte[] piece(int id) {
        return Arrays.copyOfRange(pieces, pieceFrom[id], pieceFrom[id + 1]);
    }

    /// Returns whether a token adds text and does not end a generation.
    boolean hasText(int id) {
        return texts.get(id);
    }

    /// Returns whether a token ends a generation.
    boolean isEnd(int id) {
        return ends.get(id);
    }

    /// Returns the tokens that end a generation; not to be changed.
    BitSet ends() {
        return ends;
    }

    /// Returns the tokens that may come in place of another: those that add text, do not end a generation and do not
    /// begin with U+0000. Not to be changed.
    BitSet negatable() {
        return negatable;
    }

    /// Returns the id of a token that a grammar names.
    ///
    /// @throws GrammarException if the vocabulary has no such token
    int resolve(TokenElement element) {
        int id = element.id() >= 0 ? element.id() : idOf.applyAsInt(element.text());
        if (id >= 0 && id < size) return id;
        throw new GrammarException("the grammar names %s, which is not one token of this vocabulary of %,d"
                .formatted(element, size));
    }

    /// Returns the state after the bytes of a token, from the byte at `skipped` on.
    State after(Machine machine, State state, int id, int skipped) {
        State after = state;
        for (int i = pieceFrom[id] + skipped; i < pieceFrom[id + 1] && !after.isDead(); i++)
            after = machine.next(after, pieces[i]);
        return after;
    }

    /// Sets the bits of all tokens whose bytes may come next.
    ///
    /// @throws GrammarException if the grammar is so ambiguous that this takes too long
    void collect(Machine machine, State from, BitSet ids) {
        var path = new State[tree.height() + 1]; // the state before the byte of a node, by depth
        path[0] = from;
        long effort = 0;
        int node = 0;
        while (node < tree.size()) {
            State before = path[tree.depth(node)];
            byte label = tree.label(node);
            State after = machine.known(before, label);
            if (after == null) {
                after = machine.next(before, label);
                effort += after.effort();
                if (effort > EFFORT) throw tooMuch();
            }
            path[tree.depth(node) + 1] = after;
            if (!after.isDead()) tree.addTokens(node, ids);
            node = after.isDead() ? tree.subtreeEnd(node) : node + 1;
        }
    }

    private static GrammarException tooMuch() {
        return new GrammarException(
                "the grammar is too ambiguous to find what may come next: let alternatives begin differently");
    }
}
