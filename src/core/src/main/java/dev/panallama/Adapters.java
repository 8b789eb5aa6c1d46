package dev.panallama;

import dev.panallama.internal.Range;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What changes the computation of a session: any number of LoRA adapters, each with its scale, and a control vector.
/// Immutable; the adapters are not closed with it.
///
/// @param scales how strongly each LoRA adapter is applied: 1 as it was trained, 0 not at all, negative the other way
/// @param control the control vector, if there is one
public record Adapters(Map<LoraAdapter, Float> scales, Optional<ControlVector> control) {
    private static final float MOST = 1e6f;
    private static final Adapters NONE = new Adapters(Map.of(), Optional.empty());

    /// @throws IllegalArgumentException if a scale is not within -1,000,000 to 1,000,000
    public Adapters {
        scales = Collections.unmodifiableMap(new LinkedHashMap<>(scales));
        scales.forEach((adapter, scale) -> Range.check("the scale of " + adapter, scale, -MOST, MOST));
    }

    /// Returns no adapters: the model as it is.
    public static Adapters none() {
        return NONE;
    }

    /// Returns one LoRA adapter as it was trained.
    public static Adapters of(LoraAdapter adapter) {
        return NONE.with(adapter);
    }

    /// Returns one LoRA adapter with a scale.
    public static Adapters of(LoraAdapter adapter, float scale) {
        return NONE.with(adapter, scale);
    }

    /// Returns a control vector alone.
    public static Adapters of(ControlVector vector) {
        return NONE.with(vector);
    }

    /// Returns these adapters and another one, as it was trained.
    public Adapters with(LoraAdapter adapter) {
        return with(adapter, 1);
    }

    /// Returns these adapters and another one with a scale, or with another scale for one that is there.
    public Adapters with(LoraAdapter adapter, float scale) {
        var changed = new LinkedHashMap<>(scales);
        changed.put(adapter, scale);
        return new Adapters(changed, control);
    }

    /// Returns these adapters without one of them.
    public Adapters without(LoraAdapter adapter) {
        var changed = new LinkedHashMap<>(scales);
        changed.remove(adapter);
        return new Adapters(changed, control);
    }

    /// Returns these adapters with a control vector in place of the one that is there. Several become one by
    /// [ControlVector#plus].
    public Adapters with(ControlVector vector) {
        return new Adapters(scales, Optional.of(vector));
    }

    /// Returns these adapters without a control vector.
    public Adapters withoutControl() {
        return new Adapters(scales, Optional.empty());
    }

    /// Checks that all of them are for a model.
    void check(Model model) {
        for (LoraAdapter it : scales.keySet()) {
            if (it.model() != model)
                throw new IllegalArgumentException(
                        "%s was loaded for another model: load it by loadAdapter of this one".formatted(it));
            it.adapter().checkOpen();
        }
        control.ifPresent(it -> it.check(model.info()));
    }
}
