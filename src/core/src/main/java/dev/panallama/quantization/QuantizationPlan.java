package dev.panallama.quantization;

import java.util.List;

/// What becomes of each tensor, in the order of the new file. Immutable.
public record QuantizationPlan(List<QuantizedTensor> tensors) {
    public QuantizationPlan {
        tensors = List.copyOf(tensors);
    }

    /// Returns the size of all tensors before, in bytes. What is pruned does not count.
    public long bytesBefore() {
        return tensors.stream().mapToLong(QuantizedTensor::bytesBefore).sum();
    }

    /// Returns the size of all tensors afterwards, in bytes.
    public long bytesAfter() {
        return tensors.stream().mapToLong(QuantizedTensor::bytesAfter).sum();
    }

    /// Returns how many bits a weight takes on average afterwards.
    public double bitsPerWeight() {
        return 8.0 * bytesAfter() / tensors.stream().mapToLong(QuantizedTensor::elements).sum();
    }

    /// Returns the tensors that get another type than was meant for them. Many of them mean that the type does not suit the
    /// model's width.
    public List<QuantizedTensor> fallbacks() {
        return tensors.stream().filter(QuantizedTensor::fallback).toList();
    }
}
