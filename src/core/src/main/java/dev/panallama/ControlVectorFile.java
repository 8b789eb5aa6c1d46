package dev.panallama;

import dev.panallama.error.AdapterException;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.gguf.TensorType;
import dev.panallama.internal.load.AdapterFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A control vector as a GGUF file: a tensor `direction.N` for each layer N. Several for one layer, as `direction.1` and
/// `direction.01`, are summed, as llama.cpp's own programs do.
final class ControlVectorFile {
    private static final String ARCHITECTURE = "controlvector";
    private static final String MODEL_HINT = "controlvector.model_hint";
    private static final Pattern NAME = Pattern.compile("direction\\.(\\d{1,4})");

    private ControlVectorFile() {}

    static ControlVector read(Path file) {
        Gguf header = AdapterFile.read(file);
        if (header.tensors().isEmpty()) throw AdapterFile.refusal(file, "it has no tensor direction.N");
        try (var channel = FileChannel.open(file)) {
            ControlVector vector = ControlVector.of(directions(file, header, channel));
            return header.text(MODEL_HINT).map(vector::withModelHint).orElse(vector);
        } catch (IllegalArgumentException fault) {
            throw new AdapterException("cannot load %s: %s".formatted(file, fault.getMessage()), fault);
        } catch (IOException failure) {
            throw new AdapterException(
                    "cannot load %s: it cannot be read: %s".formatted(file, failure.getMessage()), failure);
        }
    }

    private static Map<Integer, float[]> directions(Path file, Gguf header, FileChannel channel) throws IOException {
        var directions = new TreeMap<Integer, float[]>();
        for (GgufTensor it : header.tensors())
            directions.merge(layer(file, it), numbers(channel, header, it), ControlVectorFile::sum);
        return directions;
    }

    private static int layer(Path file, GgufTensor tensor) {
        Matcher name = NAME.matcher(tensor.name());
        if (!name.matches())
            throw AdapterFile.refusal(file, "its tensor %s is none of a control vector: those are named direction.N"
                    .formatted(tensor.name()));
        if (tensor.type() != TensorType.F32)
            throw AdapterFile.refusal(
                    file, "its tensor %s is of type %s: it has to be F32".formatted(tensor.name(), tensor.type()));
        if (tensor.shape().isEmpty() || tensor.elements() != tensor.shape().getFirst())
            throw AdapterFile.refusal(file, "its tensor %s has shape %s: it has to have one dimension"
                    .formatted(tensor.name(), tensor.shape()));
        if (tensor.sizeBytes() > Integer.MAX_VALUE)
            throw AdapterFile.refusal(file, "its tensor %s is too long".formatted(tensor.name()));
        return Integer.parseInt(name.group(1));
    }

    private static float[] numbers(FileChannel channel, Gguf header, GgufTensor tensor) throws IOException {
        var bytes = ByteBuffer.allocate((int) tensor.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
        long at = header.dataOffset() + tensor.offset();
        while (bytes.hasRemaining())
            if (channel.read(bytes, at + bytes.position()) < 0) throw new EOFException("it became shorter");
        var numbers = new float[(int) tensor.elements()];
        bytes.flip().asFloatBuffer().get(numbers);
        return numbers;
    }

    private static float[] sum(float[] left, float[] right) {
        if (left.length != right.length)
            throw new IllegalArgumentException("it has directions of %,d and of %,d numbers for one layer"
                    .formatted(left.length, right.length));
        for (int i = 0; i < left.length; i++) left[i] += right[i];
        return left;
    }

    static void write(Path file, ControlVector vector) throws IOException {
        var writer = new GgufWriter().put("general.architecture", GgufValue.text(ARCHITECTURE));
        vector.modelHint().ifPresent(it -> writer.put(MODEL_HINT, GgufValue.text(it)));
        writer.put("controlvector.layer_count", new GgufValue.Whole(GgufType.INT32, vector.layers().size()));
        for (int layer : vector.layers())
            writer.tensor("direction." + layer, TensorType.F32, vector.direction(layer), vector.length());
        writer.write(file);
    }
}
