package dev.panallama.internal.check;

import java.util.ArrayList;
import java.util.List;

/// What was found in a file: faults, for which it is refused, and doubts, for which it is kept apart.
@SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more dependency
final class Findings {
    private static final int MOST = 5; // of each: more tell no more

    private final List<String> faults = new ArrayList<>();
    private final List<String> doubts = new ArrayList<>();

    /// Notes what llama.cpp would break off, hang or fail at: a sentence with key or tensor, value and remedy.
    void fault(String sentence, Object... values) {
        if (faults.size() < MOST) faults.add(sentence.formatted(values));
    }

    /// Notes what llama.cpp may take, though nobody has shown that it does so in every case.
    void doubt(String sentence, Object... values) {
        if (doubts.size() < MOST) doubts.add(sentence.formatted(values));
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    List<String> doubts() {
        return List.copyOf(doubts);
    }
}
