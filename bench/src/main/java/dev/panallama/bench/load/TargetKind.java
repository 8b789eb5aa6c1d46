package dev.panallama.bench.load;

/// A way to answer requests, opened for so many at once.
public interface TargetKind {
    /// What a target is opened with. Immutable.
    ///
    /// @param slots how many requests are answered at once
    /// @param contextLength how many tokens each may have
    /// @param threads compute threads
    record Opening(int slots, int contextLength, int threads) {}

    /// Returns what it is called in tables.
    String name();

    /// Opens it, with nothing computed yet.
    Target open(Opening opening) throws Exception;
}
