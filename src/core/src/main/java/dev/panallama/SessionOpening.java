package dev.panallama;

import dev.panallama.internal.ffm.NativeModel;
import dev.panallama.internal.ffm.NativeSequence;

/// Opens the sequence of a session, where model and options suit each other.
final class SessionOpening {
    private SessionOpening() {}

    static Sequence open(ModelInfo info, NativeModel model, SessionOptions options) {
        model.checkOpen();
        if (!info.generatesText())
            throw new UnsupportedOperationException("model %s (%s) does not continue text: it has no plain decoder"
                    .formatted(info.name(), info.architecture()));
        NativeSequence memory = NativeSequence.open(model, options.resolvedFor(info)::writeTo);
        if (options.contextShift() == SessionOptions.NO_SHIFT || memory.canShift())
            return new Sequence(memory, options.contextShift());
        memory.close();
        throw new UnsupportedOperationException(
                "model %s cannot shift a context with keys of type %s (no model can that is recurrent, has a sliding window, no rotary positions or YaRN, and none with BF16): open the session without contextShift"
                        .formatted(info.name(), options.kvCache().keys()));
    }
}
