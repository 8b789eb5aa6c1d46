package dev.panallama.internal.engine;

import dev.panallama.internal.host.SequenceState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What slots have held, copied out of the context: in memory, and beyond that in files. Found by the tokens themselves,
/// so that nobody gets more than what he has given. The least recently used goes first.
final class PrefixCache {
    /// Something that was kept, and how many of its tokens are those that were looked for.
    ///
    /// @param length how many tokens it has
    /// @param common how many of them are wanted
    /// @param entry where it is in memory, or null
    /// @param stored where it is on disk, or null
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Match(int[] ids, int length, int common, @Nullable Entry entry, PrefixFiles.@Nullable Stored stored) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Entry(int[] ids, SequenceState state) {}

    private static final int SHORTEST = 32; // tokens

    private final long limit;
    private final PrefixFiles files;
    private final boolean cuts;
    private final List<Entry> entries = new ArrayList<>(); // the most recently used last
    private long bytes;
    private long fromMemory;
    private long fromDisk;

    /// @param cuts whether the beginning of a state is of use; otherwise only the whole is
    PrefixCache(long limit, PrefixFiles files, boolean cuts) {
        this.cuts = cuts;
        this.limit = limit;
        this.files = files;
    }

    long bytes() {
        return bytes;
    }

    long fromMemory() {
        return fromMemory;
    }

    long fromDisk() {
        return fromDisk;
    }

    /// Returns whether what a slot holds is worth a copy, and none is there.
    boolean wants(Slot slot) {
        if (slot.held() < SHORTEST || limit == 0) return false;
        for (Entry it : entries)
            if (slot.common(0, it.ids, it.ids.length) == slot.held() && (cuts || it.ids.length == slot.held()))
                return false;
        return true;
    }

    /// Keeps a state, which belongs to the cache from now on, and drops what is contained in it.
    void put(int[] ids, SequenceState state) {
        for (int i = entries.size() - 1; i >= 0 && cuts; i--)
            if (isBeginning(entries.get(i).ids, ids)) drop(i).state.close();
        if (state.size() > limit) {
            files.store(new Entry(ids, state));
            return;
        }
        entries.add(new Entry(ids, state));
        bytes += state.size();
        while (bytes > limit && !entries.isEmpty()) files.store(drop(0));
    }

    private Entry drop(int index) {
        Entry dropped = entries.remove(index);
        bytes -= dropped.state.size();
        return dropped;
    }

    static boolean isBeginning(int[] shorter, int[] longer) {
        return shorter.length <= longer.length && common(shorter, longer, shorter.length) == shorter.length;
    }

    /// Finds what begins with more than `least` of the first tokens of others, as many as there are.
    @Nullable
    Match find(int[] ids, int limitOfIds, int least) {
        Match best = null;
        int longest = least;
        for (Entry it : entries) {
            int common = useful(it.ids, ids, limitOfIds);
            if (common <= longest) continue;
            longest = common;
            best = new Match(it.ids, it.ids.length, common, it, null);
        }
        for (PrefixFiles.Stored it : files.stored()) {
            int common = useful(it.ids(), ids, limitOfIds);
            if (common <= longest) continue;
            longest = common;
            best = new Match(it.ids(), it.ids().length, common, null, it);
        }
        return best;
    }

    private int useful(int[] kept, int[] ids, int limitOfIds) {
        int common = common(kept, ids, Math.min(kept.length, limitOfIds));
        return cuts || common == kept.length ? common : 0;
    }

    private static int common(int[] one, int[] other, int limit) {
        int different = Arrays.mismatch(one, 0, limit, other, 0, limit);
        return different < 0 ? limit : different;
    }

    /// Lets a state that was found be used.
    ///
    /// @return what the user says, or false if its file is not there any more or damaged
    boolean open(Match match, Predicate<SequenceState> user) {
        if (match.entry != null) return entries.contains(match.entry) && user.test(match.entry.state);
        if (match.stored == null) return false;
        try (SequenceState state = files.read(match.stored)) {
            return state != null && user.test(state);
        }
    }

    /// Notes that tokens were taken over.
    void used(Match match, int tokens) {
        if (match.entry == null) {
            fromDisk += tokens;
            return;
        }
        fromMemory += tokens;
        entries.remove(match.entry);
        entries.add(match.entry);
    }

    /// Writes all to disk, as far as that is wanted, and frees it.
    void close() {
        while (!entries.isEmpty()) files.store(drop(0));
        files.close();
    }

    /// Frees all.
    void discard() {
        while (!entries.isEmpty()) drop(0).state.close();
    }
}
