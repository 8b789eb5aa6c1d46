package dev.panallama.internal.check;

import java.util.List;

/// A number that each layer has.
///
/// @param first of the first layer, by which llama.cpp goes for the model
/// @param count how many layers have one; 0 if one number is for all
record PerLayer(long first, long least, long most, int count) {
    static PerLayer same(long value) {
        return new PerLayer(value, value, value, 0);
    }

    /// Takes the elements of an array, `Long` or `Boolean`; bits that are a negative number are a very large one to
    /// llama.cpp.
    static PerLayer of(List<?> elements, PerLayer absent) {
        if (elements.isEmpty()) return absent;
        long first = number(elements.getFirst());
        long least = first;
        long most = first;
        for (Object it : elements) {
            least = Math.min(least, number(it));
            most = Math.max(most, number(it));
        }
        return new PerLayer(first, least, most, elements.size());
    }

    private static long number(Object element) {
        return element instanceof Long number ? number & 0xffff_ffffL : element.equals(true) ? 1 : 0;
    }

    boolean varies() {
        return least != most;
    }
}
