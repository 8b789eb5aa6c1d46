package dev.panallama.internal.worker;

import dev.panallama.internal.host.SequenceState;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// A state of a sequence, which stays in the worker and passes in parts.
final class RemoteState extends RemoteObject implements SequenceState {
    private final long size;

    RemoteState(RemoteModel model, Message opened) {
        super(model, "state", opened.integer(0), Operation.CLOSE_STATE);
        size = (long) opened.value(1);
    }

    /// Reads a state and passes it to the worker.
    static RemoteState read(RemoteModel model, InputStream in, long size) throws IOException {
        var state = new RemoteState(model, model.call(Operation.NEW_STATE, size));
        try {
            var part = new byte[(int) Math.min(PART, size)];
            for (long at = 0; at < size;) {
                int count = in.readNBytes(part, 0, (int) Math.min(part.length, size - at));
                if (count == 0) throw new EOFException("%,d bytes are missing".formatted(size - at));
                state.call(Operation.STATE_WRITE, at, count == part.length ? part : Arrays.copyOf(part, count));
                at += count;
            }
            return state;
        } catch (Throwable failure) {
            state.close();
            throw failure;
        }
    }

    @Override
    public byte[] part(long offset, int count) {
        return call(Operation.STATE_PART, offset, count).bytes(0);
    }

    @Override
    public long size() {
        return size;
    }
}
