package dev.panallama.internal.engine;

import dev.panallama.internal.host.NativeBuffer;
import dev.panallama.internal.host.SequenceState;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// What the sequences of an engine were granted. Any thread may ask.
public interface Grants {
    /// Returns the buffers that making the context has allocated.
    List<NativeBuffer> buffers();

    /// Returns the most tokens of a sequence.
    int contextLength();

    int batchSize();

    int microBatchSize();

    /// Returns how many logits a token has.
    int logitCount();

    int generationThreads();

    int promptThreads();

    /// Reads a state of `size` bytes that was written before.
    SequenceState readState(InputStream in, long size) throws IOException;
}
