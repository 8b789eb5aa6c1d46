package dev.panallama;

import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.io.IOException;
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
        SessionOptions context = SessionOptions.defaults().withContextLength(256).withThreads(1);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var model = Model.load(TestModels.smolLm2(), ModelOptions.defaults().withGpuLayers(0));
                var session = model.session(context)) {
            Sampler sampler = Sampler.of(new Stage.Temperature(0.8f)).withSeed(1);
            var one = GenerationOptions.defaults().withMaxTokens(1).withEndsWithModel(false);
            session.append(PROMPT);
            for (int i = 0; i < COUNT; i++) {
                write(session.logits(), channel);
                session.generate(sampler, one).text();
            }
        }
        return file;
    }

    private static void write(float[] logits, FileChannel channel) throws IOException {
        ByteBuffer row = ByteBuffer.allocate(4 * logits.length).order(ByteOrder.nativeOrder());
        row.asFloatBuffer().put(logits);
        channel.write(row);
    }
}
