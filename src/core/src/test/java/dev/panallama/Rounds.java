package dev.panallama;

import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Lets models and sessions come and go, and prints what memory they leave. Run by [NoLeakTest] in a JVM of its own.
final class Rounds {
    private static final long KIB = 1024;

    /// Each takes 47 MB for its cache.
    private static final SessionOptions SESSION = SessionOptions.defaults().withThreads(1).withContextLength(2048);

    private Rounds() {}

    public static void main(String[] args) throws IOException {
        switch (args[0]) {
            case "models" -> models();
            case "sessions" -> sessions();
            case "adapters" -> adapters();
            case "embedders" -> embedders();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void models() throws IOException {
        for (int round = 1; round <= 50; round++) {
            try (var model = Model.load(TestModels.smolLm2())) {
                generate(model);
            }
            if (round == 10) print("tenth");
        }
        print("last");
    }

    private static void sessions() throws IOException {
        try (var model = Model.load(TestModels.smolLm2())) {
            for (int round = 1; round <= 200; round++) {
                generate(model);
                if (round == 10) print("tenth");
            }
            print("last");
        }
    }

    /// An adapter of 20 MB.
    private static void adapters() throws IOException {
        Path file = TinyLora.random(TestModels.smolLm2(), 1, 16, "blk.*").write(Files.createTempFile("lora", ".gguf"));
        try (var model = Model.load(TestModels.smolLm2()); var kept = model.session(SESSION)) {
            for (int round = 1; round <= 50; round++) {
                try (var adapter = model.loadAdapter(file); var session = model.session(SESSION)) {
                    session.adapters(Adapters.of(adapter)).append("Hello").generate(Sampler.defaults(), 3).text();
                    kept.adapters(Adapters.of(adapter)).append("Hello").adapters(Adapters.none());
                }
                if (round == 10) print("tenth");
            }
            print("last");
        }
        Files.delete(file);
    }

    private static void embedders() throws IOException {
        try (var model = Model.load(TestModels.allMiniLm()); var ranking = Model.load(TinyModels.bertRanker())) {
            for (int round = 1; round <= 200; round++) {
                try (var embedder = model
                        .embedder(EmbedderOptions.defaults().withThreads(1).withMaxTokens(64).withBatchSize(64));
                        var reranker = ranking.reranker(RerankerOptions.defaults().withThreads(1))) {
                    embedder.embed(List.of("Hello", "world"));
                    reranker.rank("hello", List.of("hello", "world"));
                }
                if (round == 10) print("tenth");
            }
            print("last");
        }
    }

    private static void generate(Model model) {
        try (var session = model.session(SESSION)) {
            session.append("Hello").generate(Sampler.defaults(), 3).text();
        }
    }

    private static void print(String round) throws IOException {
        System.gc();
        System.out.printf("%s %d %d%n", round, status("VmRSS:") * KIB, status("Threads:"));
    }

    private static long status(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(it -> it.startsWith(key))
                .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
