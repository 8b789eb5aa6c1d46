package dev.panallama;

import dev.panallama.internal.host.HostedModel;
import dev.panallama.internal.host.HostedSequence;

/// Opens the sequence of a session, where model and options suit each other.
final class SessionOpening {
    private SessionOpening() {}

    static Sequence open(Model model, HostedModel nativeModel, SessionOptions options) {
        model.checkGenerates();
        HostedSequence memory = nativeModel.openSequence(options.resolvedFor(model.info())::writeTo);
        if (options.contextShift() == SessionOptions.NO_SHIFT || memory.canShift())
            return new Sequence(memory, options.contextShift());
        memory.close();
        throw new UnsupportedOperationException(
                "model %s cannot shift a context with keys of type %s (no model can that is recurrent, has a sliding window, no rotary positions or YaRN, and none with BF16): open the session without contextShift"
                        .formatted(model.info().name(), options.kvCache().keys()));
    }
}
