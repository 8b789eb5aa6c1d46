package dev.panallama.runner.answering;

import dev.panallama.Embedding;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import java.util.Arrays;
import java.util.Optional;

/// How many numbers of a vector are wanted: the field `dimensions`.
///
/// @param count empty for all
public record Dimensions(Optional<Integer> count) {
    private static final String NAME = "dimensions";

    /// Reads the field of a request.
    ///
    /// @param least 0 where that asks for all
    /// @throws RequestException if it is wrong
    public static Dimensions read(Fields fields, int least) {
        return new Dimensions(fields.integer(NAME, least, Integer.MAX_VALUE).filter(it -> it > 0));
    }

    /// Returns the first numbers, as a vector of length 1 again.
    ///
    /// @throws RequestException if there are not so many
    public float[] of(Embedding embedding) {
        float[] vector = embedding.vector();
        if (count.isEmpty()) return vector;
        if (count.get() > vector.length)
            throw RequestException.of(NAME,
                    "is %d: the model's vectors have %d".formatted(count.get(), vector.length));
        float[] cut = Arrays.copyOf(vector, count.get());
        double sum = 0;
        for (float it : cut) sum += (double) it * it;
        double length = Math.sqrt(sum);
        if (length > 0) for (int i = 0; i < cut.length; i++) cut[i] = (float) (cut[i] / length);
        return cut;
    }
}
