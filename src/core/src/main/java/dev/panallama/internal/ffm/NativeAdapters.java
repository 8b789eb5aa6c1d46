package dev.panallama.internal.ffm;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What changes the computation of a sequence: LoRA adapters, each with a scale, and a control vector. Immutable.
///
/// @param loras each once
/// @param scales one for each of them; 0 leaves it out, though the sequence keeps it from being closed
public record NativeAdapters(List<NativeAdapter> loras, List<Float> scales, @Nullable ControlLayers control) {
    /// The model as it is.
    public static final NativeAdapters NONE = new NativeAdapters(List.of(), List.of(), null);

    public NativeAdapters {
        loras = List.copyOf(loras);
        scales = List.copyOf(scales);
    }

    boolean hasLorasOf(NativeAdapters other) {
        return loras.equals(other.loras) && scales.equals(other.scales);
    }

    boolean hasControlOf(NativeAdapters other) {
        return Objects.equals(control, other.control);
    }

    /// Registers a sequence with all adapters, or with none if one of them is closed.
    void acquire() {
        int done = 0;
        try {
            for (NativeAdapter it : loras) {
                it.acquire();
                done++;
            }
        } catch (Throwable closed) {
            for (NativeAdapter it : loras.subList(0, done)) it.release();
            throw closed;
        }
    }

    void release() {
        for (NativeAdapter it : loras) it.release();
    }
}
