package dev.panallama.chat.output;

import org.jspecify.annotations.Nullable;

/// Reads one part of a text, such as reasoning or a call, and knows what comes next.
interface Part {
    /// Reads on, as far as it is certain.
    ///
    /// @return what reads the rest, maybe this; null if more text has to come first
    @Nullable
    Part read();
}
