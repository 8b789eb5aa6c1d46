package dev.panallama.quantization;

import dev.panallama.error.ModelLoadException;
import dev.panallama.error.QuantizationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;

/// Writes model files anew in smaller types of numbers. Any thread may call.
///
/// The new file appears when it is complete: it is written in a folder beside, then moved, and may so replace the one that was
/// read. Interrupting the caller cancels. llama.cpp has no call to break off with, so it ends at the next tensor,
/// seconds later in a very large model.
public final class Quantizer {
    private Quantizer() {}

    /// Writes a model file in a smaller type, on all processors.
    ///
    /// @see #quantize(Path, Path, QuantizerOptions, QuantizationProgress)
    public static QuantizationResult quantize(Path in, Path out, Quantization quantization) throws IOException {
        return quantize(in, out, QuantizerOptions.of(quantization));
    }

    /// Writes a model file anew.
    ///
    /// @see #quantize(Path, Path, QuantizerOptions, QuantizationProgress)
    public static QuantizationResult quantize(Path in, Path out, QuantizerOptions options) throws IOException {
        return quantize(in, out, options, QuantizationProgress.UNWATCHED);
    }

    /// Writes a model file anew.
    ///
    /// @param in the file; of a model in several files the first, the others beside it
    /// @param out where the new file goes; its folder has to exist. Where several are kept, `model.gguf` becomes
    ///     `model-00001-of-00003.gguf` and so on
    /// @throws IllegalArgumentException if the options do not suit the model, or the disk has no room
    /// @throws ModelLoadException if the file is no model, or a part of it is missing
    /// @throws QuantizationException if llama.cpp cannot do it
    /// @throws CancellationException if the progress listener or an interrupt ended it; nothing is written then
    /// @throws IOException if the new file cannot be put in its place
    public static QuantizationResult quantize(
            Path in, Path out, QuantizerOptions options, QuantizationProgress progress) throws IOException {
        return new QuantizedFile(new SourceModel(in), options, out).write(progress);
    }

    /// Finds out what [#quantize] would write, and how large it is: in milliseconds, without reading weights.
    ///
    /// An importance matrix that is missing is no obstacle here.
    ///
    /// @throws IllegalArgumentException if the options do not suit the model
    /// @throws ModelLoadException if the file is no model, or a part of it is missing
    /// @throws QuantizationException if llama.cpp cannot do it
    public static QuantizationPlan plan(Path in, QuantizerOptions options) {
        return new Planning(new SourceModel(in), options).plan();
    }
}
