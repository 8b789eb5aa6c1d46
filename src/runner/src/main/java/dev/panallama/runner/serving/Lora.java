package dev.panallama.runner.serving;

import java.nio.file.Path;

/// A LoRA adapter that is put on a model when that is loaded.
///
/// @param scale how strongly it is applied unless a request says otherwise: 1 as it was trained, 0 not at all
public record Lora(Path file, float scale) {
    /// Creates one that is applied as it was trained.
    public Lora(Path file) {
        this(file, 1);
    }
}
