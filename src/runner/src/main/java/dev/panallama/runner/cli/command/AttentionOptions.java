package dev.panallama.runner.cli.command;

import dev.panallama.FlashAttention;
import dev.panallama.KvCacheOptions;
import dev.panallama.KvCacheType;
import dev.panallama.SessionOptions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How attention is computed and kept, as options.
public final class AttentionOptions {
    private static final Set<KvCacheType> WHOLE = EnumSet.of(KvCacheType.F32, KvCacheType.F16, KvCacheType.BF16);

    @Option(
        names = "--flash-attention",
        negatable = true,
        fallbackValue = "true",
        description = "Compute attention fused, or not (default: where it can be).")
    private @Nullable Boolean flash;

    @Option(
        names = "--kv-cache-type",
        paramLabel = "TYPE",
        defaultValue = "F16",
        description = "Keep keys and values as ${COMPLETION-CANDIDATES}: Q8_0 takes half the memory of F16 (default: ${DEFAULT-VALUE}).")
    private KvCacheType cache = KvCacheType.F16;

    /// Returns options with attention as it was asked for.
    ///
    /// @throws IllegalArgumentException if the cache is to have a type that only fused attention can read, and there is to be none
    public SessionOptions in(SessionOptions options) {
        boolean quantized = !WHOLE.contains(cache);
        if (quantized && Boolean.FALSE.equals(flash))
            throw new IllegalArgumentException(
                    "a cache of %s needs flash attention: leave --no-flash-attention and OLLAMA_FLASH_ATTENTION=0 out"
                            .formatted(cache));
        return options.withKvCache(KvCacheOptions.defaults().withTypes(cache, cache))
                .withFlashAttention(choice(quantized));
    }

    private FlashAttention choice(boolean needed) {
        if (needed) return FlashAttention.ON;
        if (flash == null) return FlashAttention.AUTOMATIC;
        return flash ? FlashAttention.ON : FlashAttention.OFF;
    }
}
