package dev.panallama.internal.host;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a sequence is computed with besides the model.
///
/// @param loras adapters of the model
/// @param scales by which each is multiplied
/// @param control what is added to the layers' outputs, or null
public record AdapterSet(List<HostedAdapter> loras, List<Float> scales, @Nullable ControlLayers control) {
    /// The model as it is.
    public static final AdapterSet NONE = new AdapterSet(List.of(), List.of(), null);

    public AdapterSet {
        loras = List.copyOf(loras);
        scales = List.copyOf(scales);
    }

    /// Returns whether the adapters and their scales are the same.
    public boolean hasLorasOf(AdapterSet other) {
        return loras.equals(other.loras) && scales.equals(other.scales);
    }
}
