package dev.panallama;

import dev.panallama.internal.Range;
import dev.panallama.internal.host.ControlLayers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// A control vector: for some layers of a model a direction, which is added to the hidden state after that layer. So text
/// moves towards what the vector was trained on. Immutable.
///
/// Layers are counted from 0; llama.cpp can add nothing after the first one.
public final class ControlVector {
    private static final float MOST = 1e6f;

    private final SortedMap<Integer, float[]> directions;
    private final @Nullable String modelHint;

    private ControlVector(SortedMap<Integer, float[]> directions, @Nullable String modelHint) {
        this.directions = directions;
        this.modelHint = modelHint;
    }

    /// Returns a vector of these directions by layer, which are copied.
    ///
    /// @throws IllegalArgumentException if there are none, a layer is below 1, lengths differ or a number is not finite
    public static ControlVector of(Map<Integer, float[]> directions) {
        if (directions.isEmpty()) throw new IllegalArgumentException("there is no direction: give one for a layer");
        var copies = new TreeMap<Integer, float[]>();
        directions.forEach((layer, direction) -> copies.put(layer, direction.clone()));
        copies.forEach((layer, direction) -> check(layer, direction, copies.values().iterator().next().length));
        return new ControlVector(copies, null);
    }

    private static void check(int layer, float[] direction, int length) {
        Range.check("the layer of a direction", layer, 1, Integer.MAX_VALUE);
        if (direction.length == 0 || direction.length != length)
            throw new IllegalArgumentException(
                    "the direction of layer %d has %,d numbers, and that of the first %,d: give all the same, the model's embedding length"
                            .formatted(layer, direction.length, length));
        for (int i = 0; i < length; i++)
            if (!Float.isFinite(direction[i]))
                throw new IllegalArgumentException("the direction of layer %d has %s at %,d: give finite numbers"
                        .formatted(layer, direction[i], i));
    }

    /// Reads a vector from a GGUF file, as llama.cpp's `cvector-generator` and `repeng` write it.
    ///
    /// @throws dev.panallama.error.AdapterException if there is no such file, or it is no control vector
    public static ControlVector read(Path file) {
        return ControlVectorFile.read(file);
    }

    /// Writes the vector to a GGUF file, which is replaced only when all is written.
    public void write(Path file) throws IOException {
        ControlVectorFile.write(file, this);
    }

    /// Returns the number of numbers in each direction: the model's embedding length.
    public int length() {
        return directions.values().iterator().next().length;
    }

    /// Returns the layers that it has a direction for.
    public SortedSet<Integer> layers() {
        return Collections.unmodifiableSortedSet(new TreeMap<>(directions).navigableKeySet());
    }

    /// Returns a copy of the direction of a layer; all 0 where it has none.
    public float[] direction(int layer) {
        float[] direction = directions.get(layer);
        return direction == null ? new float[length()] : direction.clone();
    }

    /// Returns the architecture of the model that it was made for, if that is known.
    public Optional<String> modelHint() {
        return Optional.ofNullable(modelHint);
    }

    /// Returns this vector for models of an architecture, such as `llama`.
    public ControlVector withModelHint(String architecture) {
        return new ControlVector(directions, architecture);
    }

    /// Returns this vector with another strength: 1 changes nothing, negative numbers turn it round.
    ///
    /// @param strength -1,000,000 to 1,000,000
    public ControlVector times(float strength) {
        Range.check("strength", strength, -MOST, MOST);
        var scaled = new TreeMap<Integer, float[]>();
        directions.forEach((layer, direction) -> {
            float[] numbers = direction.clone();
            for (int i = 0; i < numbers.length; i++) numbers[i] *= strength;
            scaled.put(layer, numbers);
        });
        return checked(scaled, modelHint);
    }

    /// Returns the sum of two vectors, which may have directions for different layers.
    ///
    /// @throws IllegalArgumentException if their lengths differ, or the models that they are for
    public ControlVector plus(ControlVector other) {
        if (modelHint != null && other.modelHint != null && !modelHint.equals(other.modelHint))
            throw new IllegalArgumentException("a control vector for %s and one for %s have no sum"
                    .formatted(modelHint, other.modelHint));
        if (other.length() != length())
            throw new IllegalArgumentException("control vectors of %,d and %,d numbers a layer have no sum"
                    .formatted(length(), other.length()));
        var sum = new TreeMap<>(directions);
        other.directions.forEach((layer, direction) -> sum.merge(layer, direction, ControlVector::sum));
        return checked(sum, modelHint != null ? modelHint : other.modelHint);
    }

    private static float[] sum(float[] left, float[] right) {
        float[] sum = left.clone();
        for (int i = 0; i < sum.length; i++) sum[i] += right[i];
        return sum;
    }

    /// Returns this vector for some layers alone.
    ///
    /// @param first the first layer, 1 or more
    /// @param last the last layer, inclusive
    /// @throws IllegalArgumentException if it has a direction for none of them
    public ControlVector onLayers(int first, int last) {
        Range.check("first", first, 1, Integer.MAX_VALUE);
        var some = new TreeMap<>(directions);
        IntPredicate outside = layer -> layer < first || layer > last;
        some.keySet().removeIf(outside::test);
        if (some.isEmpty())
            throw new IllegalArgumentException("the control vector has no direction for the layers %d to %d, but for %s"
                    .formatted(first, last, directions.keySet()));
        return new ControlVector(some, modelHint);
    }

    /// Checks what was computed: it may have become infinite.
    private static ControlVector checked(SortedMap<Integer, float[]> directions, @Nullable String modelHint) {
        directions.forEach((layer, direction) -> check(layer, direction, direction.length));
        return new ControlVector(directions, modelHint);
    }

    /// Checks that it is for a model.
    void check(ModelInfo model) {
        if (modelHint != null && !modelHint.equals(model.architecture()))
            throw new IllegalArgumentException(
                    "the control vector was made for a model of type %s, and %s is of type %s"
                            .formatted(modelHint, model.name(), model.architecture()));
        if (length() != model.embeddingLength())
            throw new IllegalArgumentException(
                    "the control vector has %,d numbers a layer, and the embeddings of model %s %,d: it was made for another one"
                            .formatted(length(), model.name(), model.embeddingLength()));
        if (directions.lastKey() >= model.layers())
            throw new IllegalArgumentException(
                    "the control vector has a direction for layer %d, and model %s the layers 0 to %d: take some by onLayers"
                            .formatted(directions.lastKey(), model.name(), model.layers() - 1));
    }

    /// Returns the vector as llama.cpp takes it for a model, for which it was checked.
    ControlLayers layersOf(ModelInfo model) {
        int length = length();
        var numbers = new float[length * (model.layers() - 1)];
        directions.forEach(
                (layer, direction) -> System.arraycopy(direction, 0, numbers, length * (layer - 1), length));
        return new ControlLayers(numbers, length, directions.firstKey(), directions.lastKey());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ControlVector it && modelHint().equals(it.modelHint())
                && directions.keySet().equals(it.directions.keySet())
                && directions.keySet().stream()
                        .allMatch(layer -> Arrays.equals(directions.get(layer), it.directions.get(layer)));
    }

    @Override
    public int hashCode() {
        return directions.entrySet().stream().mapToInt(it -> it.getKey() + Arrays.hashCode(it.getValue())).sum();
    }

    @Override
    public String toString() {
        return "ControlVector[%d layers of %,d]".formatted(directions.size(), length());
    }
}
