package dev.panallama.internal.worker;

import dev.panallama.internal.host.HostedSequence;
import dev.panallama.internal.host.SequenceState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A state that comes from a program in parts.
final class ServedState {
    private final long size;
    private final List<InputStream> parts = new ArrayList<>();

    ServedState(long size) {
        this.size = size;
    }

    void add(byte[] part) {
        parts.add(new ByteArrayInputStream(part));
    }

    /// Gives it to a sequence.
    boolean restore(HostedSequence sequence, int[] ids, int count) throws IOException {
        var in = new SequenceInputStream(Collections.enumeration(parts));
        try (SequenceState state = sequence.readState(in, size)) {
            return sequence.restore(state, ids, count);
        }
    }
}
