package dev.panallama.bench.prefix;

import dev.panallama.Engine;
import dev.panallama.EngineOptions;
import dev.panallama.Model;
import dev.panallama.PrefixCacheOptions;
import dev.panallama.SessionOptions;
import dev.panallama.bench.load.Workload;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.nio.file.Path;

/// Asks an engine all requests of a workload, one after the other, and prints how long each took to its first token, in
/// nanoseconds: `PrefixProgram MODEL WORKLOAD THREADS FOLDER`.
public final class PrefixProgram {
    private PrefixProgram() {}

    public static void main(String[] arguments) throws IOException {
        var workload = Workload.read(Path.of(arguments[1]));
        int threads = Integer.parseInt(arguments[2]);
        var options = EngineOptions.defaults()
                .withSlots(2)
                .withContextLength(4 * Math.ceilDiv(workload.longest(), 256) * 256)
                .withPrefixCache(PrefixCacheOptions.defaults().withFolder(Path.of(arguments[3])))
                .withSession(SessionOptions.defaults()
                        .withContextLength(workload.longest())
                        .withThreads(threads)
                        .withPromptThreads(threads));
        try (var model = Model.load(Path.of(arguments[0])); var engine = model.engine(options)) {
            firstToken(engine, "Hello"); // reads the weights, and compiles what is called
            for (var it : workload.requests()) System.out.println(firstToken(engine, it.prompt()));
        }
    }

    private static long firstToken(Engine engine, String prompt) {
        long start = System.nanoTime();
        try (var session = engine.session()) {
            session.append(prompt).generate(Sampler.greedy(), 1).text();
            return System.nanoTime() - start;
        }
    }
}
