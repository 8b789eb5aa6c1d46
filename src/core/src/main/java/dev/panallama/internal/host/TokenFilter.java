package dev.panallama.internal.host;

import java.util.BitSet;

/// Says which tokens may come next, whatever the model thinks of them. Serves one generation, and one thread at a time.
public interface TokenFilter {
    /// Returns whether a token may come next. Cheap: asked of every token chosen.
    boolean allows(int id);

    /// Sets the bit of every token that may come next, and clears the others. Asked when a choice was refused.
    void allowed(BitSet ids);

    /// Goes on past a token that [#allows] allowed.
    void accept(int id);
}
