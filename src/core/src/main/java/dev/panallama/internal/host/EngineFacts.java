package dev.panallama.internal.host;

import java.util.List;

/// What an engine has done since it was opened, and what it is doing now.
///
/// @param waiting calls that wait for a slot
/// @param refused calls that were refused, because too many waited or they waited too long
/// @param batches batches computed
/// @param computedTokens tokens that were computed, those chosen before included
/// @param generatedTokens tokens that were chosen
/// @param fromSlots tokens of prompts taken over from what a slot held
/// @param fromMemory tokens of prompts taken over from the cache in memory
/// @param fromDisk tokens of prompts taken over from the cache on disk
/// @param cells how many tokens the KV cache has room for
/// @param cacheBytes what the cache in memory takes
/// @param slots each slot of the engine
public record EngineFacts(int waiting, long refused, long batches, long computedTokens, long generatedTokens,
        long fromSlots, long fromMemory, long fromDisk, int cells, long cacheBytes, List<SlotFacts> slots) {
    public EngineFacts {
        slots = List.copyOf(slots);
    }

    /// One slot.
    ///
    /// @param tokens how many tokens it holds; slots may share the cells of a common beginning
    /// @param state `EMPTY`, `KEPT` for later, `LENT` to a session that is not computing, or `BUSY`
    public record SlotFacts(int tokens, String state) {}
}
