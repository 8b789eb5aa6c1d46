package dev.panallama.grammar;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// Reads one character of a set, byte by byte of its UTF-8 (RFC 3629). All sets of a grammar share one automaton,
/// and states that go on alike are the same. Immutable.
final class Utf8Automaton {
    /// The character is complete.
    static final int COMPLETE = -1;
    /// The byte does not continue a character of the set.
    static final int NONE = -2;

    private final int[] edgesFrom; // of a state: the first of its edges, which end where those of the next begin
    private final int[] edges; // first byte | last byte << 8, then the next state
    private final int[] byteKinds;
    private final int kinds;

    private final Map<Integer, CodePoints> sets; // by the state that they begin in

    private Utf8Automaton(IntList edgesFrom, IntList edges, Map<CodePoints, Integer> starts) {
        this.edgesFrom = edgesFrom.toArray();
        this.edges = edges.toArray();
        byteKinds = new int[256];
        kinds = findKinds();
        sets = new HashMap<>();
        starts.forEach((set, state) -> sets.put(state, set));
    }

    /// Numbers the bytes so that those that no set tells apart have the same number.
    private int findKinds() {
        boolean[] begins = new boolean[257];
        for (int i = 0; i < edges.length; i += 2) {
            begins[edges[i] & 0xFF] = true;
            begins[(edges[i] >> 8) + 1] = true;
        }
        int kind = 0;
        for (int i = 0; i < 256; i++) {
            if (i > 0 && begins[i]) kind++;
            byteKinds[i] = kind;
        }
        return kind + 1;
    }

    /// Returns the number of kinds of bytes.
    int kinds() {
        return kinds;
    }

    /// Returns the kind of a byte: bytes of the same kind lead to the same state from everywhere.
    int kind(byte value) {
        return byteKinds[value & 0xFF];
    }

    /// Returns the state after a byte, or [#COMPLETE] or [#NONE].
    int next(int state, byte value) {
        int unsigned = value & 0xFF;
        int low = edgesFrom[state];
        int high = edgesFrom[state + 1];
        while (low < high) { // the edge that holds the byte is in low..high, exclusively
            int middle = ((low + high) >>> 2) << 1;
            if (unsigned < (edges[middle] & 0xFF)) high = middle;
            else if (unsigned > edges[middle] >> 8) low = middle + 2;
            else return edges[middle + 1];
        }
        return NONE;
    }

    /// Returns the set whose characters begin in a state.
    CodePoints set(int state) {
        return Objects.requireNonNull(sets.get(state));
    }

    /// Collects sets, and gives each the state that it begins in.
    static final class Builder {
        private record Rest(int bytes, CodePoints values) {}

        private final Map<CodePoints, Integer> starts = new HashMap<>();
        private final Map<Rest, Integer> rests = new HashMap<>();
        private final IntList edgesFrom = new IntList();
        private final IntList edges = new IntList();

        /// Returns the state in which a character of this set begins.
        int start(CodePoints set) {
            Integer known = starts.get(set);
            if (known != null) return known;
            int[] next = new int[256];
            for (int lead = 0; lead < 256; lead++) next[lead] = afterLead(lead, set);
            int state = add(next, 256);
            starts.put(set, state);
            return state;
        }

        private int afterLead(int lead, CodePoints set) {
            if (lead < 0x80) return after(0, set, lead, lead);
            if (lead < 0xC2) return NONE; // inside a character, or longer than need be
            if (lead < 0xE0) return after(1, set, (lead & 0x1F) << 6, 0x80);
            if (lead < 0xF0) return after(2, set, (lead & 0x0F) << 12, 0x800);
            if (lead < 0xF5) return after(3, set, (lead & 0x07) << 18, 0x10000);
            return NONE;
        }

        /// @param bytes how many follow
        /// @param base the lowest code point that these bytes can write
        /// @param least the lowest one that needs so many bytes
        private int after(int bytes, CodePoints set, int base, int least) {
            int last = Math.min(base + (1 << (6 * bytes)) - 1, Character.MAX_CODE_POINT);
            if (last < least) return NONE;
            return rest(bytes, set.slice(Math.max(base, least), last, -base));
        }

        private int rest(int bytes, CodePoints values) {
            if (values.isEmpty()) return NONE;
            if (bytes == 0) return COMPLETE;
            var rest = new Rest(bytes, values);
            Integer known = rests.get(rest);
            if (known != null) return known;
            int shift = 6 * (bytes - 1);
            int[] next = new int[64];
            for (int i = 0; i < 64; i++) {
                int base = i << shift;
                next[i] = rest(bytes - 1, values.slice(base, base + (1 << shift) - 1, -base));
            }
            int state = add(next, 64);
            rests.put(rest, state);
            return state;
        }

        /// @param next the state after each byte, from 0x80 on if there are but 64
        private int add(int[] next, int count) {
            int base = count == 64 ? 0x80 : 0;
            edgesFrom.add(edges.size());
            for (int from = 0; from < count;) {
                int to = from + 1;
                while (to < count && next[to] == next[from]) to++;
                if (next[from] != NONE) {
                    edges.add((base + from) | (base + to - 1) << 8);
                    edges.add(next[from]);
                }
                from = to;
            }
            return edgesFrom.size() - 1;
        }

        Utf8Automaton build() {
            edgesFrom.add(edges.size());
            return new Utf8Automaton(edgesFrom, edges, starts);
        }
    }
}
