import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.TensorType;

/// Shows what is in a model file, on disk or on a web server: `java Inspect.java MODEL.gguf`, or
/// `java Inspect.java https://example.org/MODEL.gguf`
void main(String[] args) throws IOException {
    Gguf file = args[0].matches("https?://.*") ? Gguf.read(URI.create(args[0])) : Gguf.read(Path.of(args[0]));

    IO.println("GGUF version %d, alignment %d".formatted(file.version(), file.alignment()));
    file.metadata().forEach((key, value) -> IO.println("%-44s %-8s %s".formatted(key, value.type(), shown(value))));

    IO.println("\n%d tensors from byte %,d on".formatted(file.tensors().size(), file.dataOffset()));
    for (GgufTensor it : file.tensors())
        IO.println("%-32s %-8s %-16s %,14d".formatted(it.name(), it.type(), it.shape(), it.sizeBytes()));

    var bytes = new TreeMap<TensorType, Long>();
    for (GgufTensor it : file.tensors()) bytes.merge(it.type(), it.sizeBytes(), Long::sum);
    long elements = file.tensors().stream().mapToLong(GgufTensor::elements).sum();
    long all = bytes.values().stream().mapToLong(Long::longValue).sum();
    IO.println("\n%,d numbers in %,d bytes, %.2f bits each".formatted(elements, all, 8.0 * all / elements));
    bytes.forEach((type, size) -> IO.println("%-8s %,14d bytes, %4.1f %%".formatted(type, size, 100.0 * size / all)));
    if (elements == 0) throw new AssertionError("a file without weights");
}

String shown(GgufValue value) {
    return switch (value) {
        case GgufValue.Text(String text) -> shortened(text.replace("\n", "\\n"));
        case GgufValue.Whole(_, long number) -> Long.toString(number);
        case GgufValue.Real(_, double number) -> Double.toString(number);
        case GgufValue.Flag(boolean flag) -> Boolean.toString(flag);
        case GgufValue.Array(var type, var elements) -> "%,d of %s: %s".formatted(elements.size(), type,
                shortened(elements.stream().limit(10).toList().toString().replace("\n", "\\n")));
    };
}

String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
}
