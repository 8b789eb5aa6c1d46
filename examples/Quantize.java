import dev.panallama.Model;
import dev.panallama.Perplexity;
import dev.panallama.quantization.*;

/// Writes a model in a smaller type, and says what that saves and what it costs: `java Quantize.java MODEL.gguf [TYPE]`
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

        Perplexity before = perplexity(model);
        Perplexity after = perplexity(smaller);
        IO.println("perplexity %.2f -> %.2f (± %.2f on so short a text)"
                .formatted(before.value(), after.value(), after.standardError()));
        if (result.bytesAfter() != Files.size(smaller)) throw new AssertionError(result);
        if (after.value() > 2 * before.value()) throw new AssertionError("the model is spoilt: " + after);
    } finally {
        Files.delete(smaller);
    }
}

Perplexity perplexity(Path file) {
    try (var model = Model.load(file); var scorer = model.scorer()) {
        return scorer.perplexity(TEXT, 64, _ -> {});
    }
}

/// Charles Dickens, A Tale of Two Cities; take some hundred pages of your own for figures that mean something.
static final String TEXT = """
        It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness, it
        was the epoch of belief, it was the epoch of incredulity, it was the season of Light, it was the season of
        Darkness, it was the spring of hope, it was the winter of despair, we had everything before us, we had nothing
        before us, we were all going direct to Heaven, we were all going direct the other way. There were a king with a
        large jaw and a queen with a plain face, on the throne of England; there were a king with a large jaw and a queen
        with a fair face, on the throne of France. In both countries it was clearer than crystal to the lords of the State
        preserves of loaves and fishes, that things in general were settled for ever.
        """;
