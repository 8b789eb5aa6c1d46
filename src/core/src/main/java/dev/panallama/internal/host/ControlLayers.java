package dev.panallama.internal.host;

import java.util.Arrays;

/// A control vector as llama.cpp takes it: `width` numbers for each layer of the model but the first.
///
/// @param first the first layer that it changes, 1 or more
/// @param last the last one
@SuppressWarnings("ArrayRecordComponent") // compared by value
public record ControlLayers(float[] numbers, int width, int first, int last) {
    @Override
    public boolean equals(Object other) {
        return other instanceof ControlLayers it
                && it.width == width
                && it.first == first
                && it.last == last
                && Arrays.equals(it.numbers, numbers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers);
    }
}
