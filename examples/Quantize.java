import dev.panallama.quantization.*;

/// Writes a model in a smaller type and says what that saves: `java Quantize.java MODEL.gguf [TYPE]`
void main(String[] args) throws IOException {
    Path model = Path.of(args[0]);
    var type = Quantization.valueOf(args.length > 1 ? args[1] : "Q4_0");
    Path smaller = Files.createTempFile("model", ".gguf");
    try {
        var options = QuantizerOptions.of(type).withAllowRequantize(true); // better from a model that is not quantized yet
        var result = Quantizer.quantize(model, smaller, options, step -> {
            IO.print("\r%3.0f %%  %-40s".formatted(100 * step.fraction(), step.tensor().name()));
            return true;
        });
        IO.println("\r%,d MiB -> %,d MiB, %.2f bits per weight, %d s".formatted(result.bytesBefore() >> 20,
                result.bytesAfter() >> 20, result.plan().bitsPerWeight(), result.time().toSeconds()));
        // What it costs: the perplexity of `model` and of `smaller`.
        if (result.bytesAfter() != Files.size(smaller)) throw new AssertionError(result);
    } finally {
        Files.delete(smaller);
    }
}
