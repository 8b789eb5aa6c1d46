package dev.panallama.runner.chat;

import dev.panallama.FinishReason;
import dev.panallama.chat.Delta;
import java.util.Iterator;
import java.util.Optional;

/// An answer as it is generated. Its pieces are computed as they are asked for; closing it keeps what there is.
public interface Answer extends Iterable<Delta>, AutoCloseable {
    /// Returns the pieces, the same iterator at every call.
    @Override
    Iterator<Delta> iterator();

    /// Returns why it ended, or nothing while it goes on.
    Optional<FinishReason> finishReason();

    @Override
    void close();
}
