package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.panallama.internal.host.LogProbabilityRequest;
import dev.panallama.internal.host.SamplerStages;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Draws tokens from rows of logits, without a context. Used on the thread that made it.
public final class Draws implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final NativeModel model;
    private final MemorySegment rows;
    private final long rowBytes;

    /// Opens a model's vocabulary and a file of floats, one row for each token drawn.
    public Draws(Path modelFile, Path logits) throws IOException {
        model = NativeModel.load(List.of(modelFile), params -> params.gpuLayers(0).vocabularyOnly(true), _ -> true);
        rowBytes = model.vocabulary().size() * JAVA_FLOAT.byteSize();
        try (var file = FileChannel.open(logits, StandardOpenOption.READ)) {
            rows = file.map(MapMode.READ_ONLY, 0, file.size(), arena);
        }
    }

    /// Draws tokens by a new sampler, from one row after the other, and from the start again.
    public List<Integer> draw(Consumer<SamplerStages> stages, int count) {
        TokenSampler sampler = sampler(stages);
        try {
            var ids = new ArrayList<Integer>();
            for (int i = 0; i < count; i++) ids.add(sampler.choose(row(i)));
            return ids;
        } finally {
            sampler.free();
        }
    }

    TokenSampler sampler(Consumer<SamplerStages> stages) {
        return new TokenSampler(vocabulary(), stages, LogProbabilityRequest.NONE, null);
    }

    NativeVocabulary vocabulary() {
        return model.vocabulary();
    }

    int rowCount() {
        return (int) (rows.byteSize() / rowBytes);
    }

    MemorySegment row(int number) {
        return rows.asSlice(number % rowCount() * rowBytes, rowBytes);
    }

    @Override
    public void close() {
        arena.close();
        model.close();
    }
}
