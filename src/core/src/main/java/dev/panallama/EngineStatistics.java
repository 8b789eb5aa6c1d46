package dev.panallama;

import dev.panallama.internal.host.EngineFacts;
import java.util.List;

/// What an [Engine] is doing, and what it has done since it was opened. Immutable.
///
/// @param waiting calls that wait for a slot
/// @param refused calls that got no slot, because too many waited or they waited too long
/// @param batches batches computed
/// @param computedTokens tokens computed, of prompts and of answers
/// @param generatedTokens tokens chosen
/// @param reused tokens that were not computed, because somebody had begun alike
/// @param cells for how many tokens the KV cache has room
/// @param cacheBytes the memory that kept beginnings take
/// @param slots each slot
public record EngineStatistics(
        int waiting,
        long refused,
        long batches,
        long computedTokens,
        long generatedTokens,
        Reused reused,
        int cells,
        long cacheBytes,
        List<Slot> slots) {
    public EngineStatistics {
        slots = List.copyOf(slots);
    }

    /// Tokens of prompts that were not computed, by where they came from.
    ///
    /// @param fromSlots what a slot of the engine held
    /// @param fromMemory what was kept in memory
    /// @param fromDisk what was kept on disk
    public record Reused(long fromSlots, long fromMemory, long fromDisk) {
        /// Returns all of them.
        public long total() {
            return fromSlots + fromMemory + fromDisk;
        }
    }

    /// What a slot is doing.
    public enum State {
        /// It holds nothing.
        EMPTY,
        /// It holds what a session has left, for others that begin alike.
        KEPT,
        /// It is kept for a session that may go on soon.
        LENT,
        /// It is computing.
        BUSY
    }

    /// One slot.
    ///
    /// @param tokens how many tokens it holds; those that several slots begin with take the same cells
    /// @param state what it is doing
    public record Slot(int tokens, State state) {}

    static EngineStatistics of(EngineFacts facts) {
        List<Slot> slots = facts.slots().stream().map(it -> new Slot(it.tokens(), State.valueOf(it.state()))).toList();
        return new EngineStatistics(facts.waiting(), facts.refused(), facts.batches(), facts.computedTokens(),
                facts.generatedTokens(), new Reused(facts.fromSlots(), facts.fromMemory(), facts.fromDisk()),
                facts.cells(), facts.cacheBytes(), slots);
    }
}
