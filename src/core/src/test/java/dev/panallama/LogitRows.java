package dev.panallama;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Rows of logits that the test model computes for a text, in a file.
public final class LogitRows {
    /// How many rows there are.
    public static final int COUNT = 50;

    private static final String PROMPT = "The three laws of robotics are";

    private LogitRows() {}

    /// Writes the rows into a folder: what the model thinks before each token of a text that it writes.
    public static Path write(Path folder) throws IOException {
        Path file = folder.resolve("logits");
        SessionOptions options = SessionOptions.defaults().withContextLength(256).withThreads(1);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var model = Model.load(TestModels.smolLm2(), ModelOptions.defaults().withGpuLayers(0));
                var session = model.session(options)) {
            var writing = new Stage.Custom(() -> candidates -> write(candidates, channel));
            Sampler sampler = Sampler.of(writing, new Stage.NoEnd(), new Stage.Temperature(0.8f)).withSeed(1);
            session.append(PROMPT).generate(sampler, COUNT).text();
        }
        return file;
    }

    private static void write(Candidates candidates, FileChannel channel) {
        ByteBuffer row = ByteBuffer.allocate(4 * candidates.size()).order(ByteOrder.nativeOrder());
        for (int i = 0; i < candidates.size(); i++) row.putFloat(candidates.logit(i));
        try {
            channel.write(row.flip());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
