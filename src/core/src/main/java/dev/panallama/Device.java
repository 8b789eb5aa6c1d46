package dev.panallama;

/// A device that can compute. Immutable: memory is as it was when asked.
///
/// @param name llama.cpp's short name, such as `CPU` or `CUDA0`
/// @param description the maker's name
/// @param freeBytes memory free, in bytes; of the processor some systems only tell what there is in all
/// @param totalBytes memory in all, in bytes
public record Device(String name, String description, Kind kind, long freeBytes, long totalBytes) {
    /// What kind of device it is.
    public enum Kind {
        /// The processor, with the machine's memory.
        CPU,
        /// A graphics card with memory of its own.
        GPU,
        /// Graphics in the processor, with the machine's memory.
        INTEGRATED_GPU,
        /// A unit that helps the processor, such as a matrix extension.
        ACCELERATOR,
        /// Several devices taken as one.
        GROUP
    }
}
