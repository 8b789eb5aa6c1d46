package dev.panallama.internal.speculation;

import java.util.Arrays;

/// Finds where the end of a text has occurred in it before. It follows the text as it grows, is cut and is written anew, at the
/// cost of what is different. Serves one thread at a time.
///
/// Positions whose last `shortest` tokens have one hash are chained, the latest first.
final class TokenIndex {
    private static final int MOST_TRIED = 64; // occurrences
    private static final int NOWHERE = -1;

    private final int shortest;
    private final int longest;
    private int[] tokens = new int[256];
    private int[] earlier = new int[256]; // by position of a last token: the next in its chain
    private int[] latest = new int[512]; // by hash: the first of a chain; a power of two of them
    private int length;
    private int matchEnd;

    /// @param shortest how many tokens have to occur again, 1 at least
    /// @param longest how many are compared at most
    TokenIndex(int shortest, int longest) {
        this.shortest = shortest;
        this.longest = longest;
        Arrays.fill(latest, NOWHERE);
    }

    /// Becomes the index of `text[0..count)`.
    void follow(int[] text, int count) {
        int common = Arrays.mismatch(tokens, 0, length, text, 0, count);
        if (common >= 0 && common < length) cut(common);
        reserve(count);
        while (length < count) add(text[length]);
    }

    private void cut(int count) {
        while (length > count) {
            if (length >= shortest) latest[hash(length)] = earlier[length - 1];
            length--;
        }
    }

    private void add(int token) {
        tokens[length++] = token;
        if (length < shortest) return;
        int hash = hash(length);
        earlier[length - 1] = latest[hash];
        latest[hash] = length - 1;
    }

    private void reserve(int count) {
        if (count <= tokens.length) return;
        int room = Math.max(count, 2 * tokens.length);
        int filled = length;
        tokens = Arrays.copyOf(tokens, room);
        earlier = new int[room];
        latest = new int[2 * Integer.highestOneBit(room)];
        Arrays.fill(latest, NOWHERE);
        length = 0;
        while (length < filled) add(tokens[length]);
    }

    /// Returns the hash of the last tokens before `end`.
    private int hash(int end) {
        int hash = 0;
        for (int i = end - shortest; i < end; i++) hash = hash * 0x9E3779B1 + tokens[i];
        hash *= 0x85EBCA6B;
        return (hash ^ (hash >>> 15)) & (latest.length - 1);
    }

    /// Looks for the longest end of the text that has occurred before, and of several occurrences for the latest.
    ///
    /// @return how long it is; 0 if there is none
    int find() {
        int best = 0;
        if (length < shortest) return 0;
        int tried = 0;
        for (int at = earlier[length - 1]; at != NOWHERE && tried < MOST_TRIED; at = earlier[at]) {
            int same = same(at);
            if (same >= shortest) tried++; // others have the same hash by chance
            if (same <= best) continue;
            best = same;
            matchEnd = at + 1;
            if (best >= longest) break;
        }
        return best >= shortest ? best : 0;
    }

    /// Returns how many tokens up to the one at a position are those at the end.
    private int same(int position) {
        int most = Math.min(longest, position + 1);
        int same = 0;
        while (same < most && tokens[position - same] == tokens[length - 1 - same]) same++;
        return same;
    }

    /// Returns the token that came `distance` tokens behind what was [found][#find]. What lies behind the end of the text is
    /// what would be there if all went on as it did.
    int following(int distance) {
        int period = length - matchEnd;
        return tokens[matchEnd + distance % period];
    }
}
