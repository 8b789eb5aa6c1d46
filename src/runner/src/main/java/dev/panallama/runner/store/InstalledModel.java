package dev.panallama.runner.store;

import java.nio.file.Path;
import java.time.Instant;

/// A model file on this machine. Immutable.
///
/// @param name what requests call it, in small letters
/// @param file where it lies; of a model in parts, the first one
/// @param bytes how long it is, all parts together
/// @param modified when it was written last
public record InstalledModel(String name, Path file, long bytes, Instant modified) {}
