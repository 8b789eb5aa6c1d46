package dev.panallama;

import dev.panallama.internal.Range;
import dev.panallama.internal.host.ContextParameters;
import dev.panallama.internal.host.EngineParameters;
import java.time.Duration;

/// How an [Engine] is opened. Immutable; start from [#defaults] and change what matters.
///
/// @param slots how many sessions compute at a time
/// @param contextLength for how many tokens the KV cache has room, which all sessions share; [#AUTOMATIC] takes as many as a
///     session may have for up to four slots, and a quarter of that for each further one. Where there is room for the longest
///     session in every slot, each has a cache of its own, which is faster: attention looks at those cells alone
/// @param session how its sessions are: their context length is the most that one session holds. Batch sizes, forks and
///     offloading of its own mean nothing here
/// @param microBatchSize how many tokens are computed together at most, and so for how long a session may wait for others
/// @param queueLimit how many calls may wait for a slot before further ones are refused
/// @param lease how long a slot is kept for a session that is in the midst of something, but whose caller does not ask for more
/// @param prefixCache what is kept of sessions that are gone
public record EngineOptions(
        int slots,
        int contextLength,
        SessionOptions session,
        int microBatchSize,
        int queueLimit,
        Duration lease,
        PrefixCacheOptions prefixCache) {
    /// Lets the engine decide.
    public static final int AUTOMATIC = 0;

    /// The most slots.
    public static final int MAX_SLOTS = 256;

    private static final int FULL_SLOTS = 4;

    private static final EngineOptions DEFAULTS = new EngineOptions(
            8, AUTOMATIC, SessionOptions.defaults(), 256, 10_000, Duration.ofMillis(500),
            PrefixCacheOptions.defaults());

    /// @throws IllegalArgumentException if a number is out of its range
    public EngineOptions {
        Range.check("slots", slots, 1, MAX_SLOTS);
        Range.check("contextLength", contextLength, AUTOMATIC, SessionOptions.MAX_CONTEXT_LENGTH);
        Range.check("microBatchSize", microBatchSize, 1, SessionOptions.MAX_BATCH_SIZE);
        Range.check("queueLimit", queueLimit, 1, Integer.MAX_VALUE);
        if (lease.isNegative() || lease.compareTo(Duration.ofDays(1)) > 0)
            throw new IllegalArgumentException("lease is %s: give 0 to a day".formatted(lease));
        if (contextLength != AUTOMATIC && contextLength < slots)
            throw new IllegalArgumentException(
                    "contextLength is %d and slots %d: each slot takes a token at least".formatted(contextLength,
                            slots));
        if (microBatchSize < slots)
            throw new IllegalArgumentException(
                    "microBatchSize is %d and slots %d: each slot takes a token of a batch at least"
                            .formatted(microBatchSize, slots));
    }

    /// Returns options for eight slots.
    public static EngineOptions defaults() {
        return DEFAULTS;
    }

    /// Returns these options with so many slots, 1 to [#MAX_SLOTS].
    public EngineOptions withSlots(int count) {
        return new EngineOptions(count, contextLength, session, Math.max(count, microBatchSize), queueLimit, lease,
                prefixCache);
    }

    /// Returns these options with room for so many tokens in all, or [#AUTOMATIC].
    public EngineOptions withContextLength(int tokens) {
        return new EngineOptions(slots, tokens, session, microBatchSize, queueLimit, lease, prefixCache);
    }

    /// Returns these options with sessions of another kind.
    public EngineOptions withSession(SessionOptions options) {
        return new EngineOptions(slots, contextLength, options, microBatchSize, queueLimit, lease, prefixCache);
    }

    /// Returns these options with another size of batches, at least one token a slot.
    public EngineOptions withMicroBatchSize(int tokens) {
        return new EngineOptions(slots, contextLength, session, tokens, queueLimit, lease, prefixCache);
    }

    /// Returns these options with another limit of calls that wait.
    public EngineOptions withQueueLimit(int calls) {
        return new EngineOptions(slots, contextLength, session, microBatchSize, calls, lease, prefixCache);
    }

    /// Returns these options with slots kept for so long, 0 to a day.
    public EngineOptions withLease(Duration time) {
        return new EngineOptions(slots, contextLength, session, microBatchSize, queueLimit, time, prefixCache);
    }

    /// Returns these options with another cache of beginnings.
    public EngineOptions withPrefixCache(PrefixCacheOptions options) {
        return new EngineOptions(slots, contextLength, session, microBatchSize, queueLimit, lease, options);
    }

    /// Returns these options with the numbers that [#AUTOMATIC] stands for.
    EngineOptions resolvedFor(ModelInfo model) {
        SessionOptions resolved = session.resolvedFor(model);
        int one = contextLength == AUTOMATIC
                ? resolved.contextLength()
                : Math.min(resolved.contextLength(), contextLength);
        long automatic = (long) one * Math.min(slots, FULL_SLOTS) + (long) one * Math.max(0, slots - FULL_SLOTS) / 4;
        int all = contextLength == AUTOMATIC
                ? (int) Math.min(automatic, SessionOptions.MAX_CONTEXT_LENGTH)
                : contextLength;
        int batch = Math.min(microBatchSize, Math.max(slots, all));
        return new EngineOptions(slots, all, resolved.withContextLength(one).withBatchSize(batch), batch, queueLimit,
                lease, prefixCache);
    }

    /// Returns what the engine is opened with beside its context, where the options are resolved.
    ///
    /// @param key what a kept state depends on
    EngineParameters parameters(String key) {
        return new EngineParameters(queueLimit, lease.toNanos(), session.contextLength(), prefixCache.memoryBytes(),
                prefixCache.folder().map(it -> it.toAbsolutePath().toString()).orElse(null),
                prefixCache.folderBytes(), key);
    }

    /// Fills the parameters of the engine's context.
    void writeTo(ContextParameters params) {
        session.withForks(0).writeTo(params);
        boolean shared = session.kvCache().shared() && contextLength / slots < session.contextLength();
        params.contextLength(shared ? contextLength : Math.max(1, contextLength / slots))
                .sequences(slots, shared)
                .batchSizes(microBatchSize, microBatchSize)
                .outputs(Math.min(microBatchSize, slots * (1 + session.speculation().guesses())));
    }
}
