package dev.panallama;

/// How the weights of a file come into memory (`enum llama_load_mode` of llama.h).
public enum LoadMode {
    /// Maps the file, unless a device in use cannot take mapped memory.
    AUTOMATIC,
    /// Maps the file: fast, and shared between processes. Truncating it while it is mapped ends the process.
    MAP,
    /// Maps the file and keeps the system from moving it out of memory, as far as it lets the process do so.
    LOCK,
    /// Reads the file into memory: for files that others may change.
    READ,
    /// Reads the file past the system's cache, where the file system can.
    DIRECT
}
