package dev.panallama.quantization;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What was written. Immutable.
///
/// @param files the new file; or files, where a model was kept in several
/// @param plan what became of each tensor
/// @param bytesBefore the size of all files before
/// @param bytesAfter the size of all files afterwards
/// @param time how long it took
public record QuantizationResult(
        List<Path> files, QuantizationPlan plan, long bytesBefore, long bytesAfter, Duration time) {
    public QuantizationResult {
        files = List.copyOf(files);
    }
}
