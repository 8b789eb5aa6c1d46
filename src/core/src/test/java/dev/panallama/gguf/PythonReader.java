package dev.panallama.gguf;

import dev.panallama.LlamaSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// llama.cpp's own reader in Python, run on files by `src/test/python/describe.py`. It needs numpy, which is fetched once
/// per user and version of Python.
final class PythonReader {
    private static final String NUMPY = "numpy>=1.26,<3";
    private static final Path LIBRARIES = libraries();

    private PythonReader() {}

    /// Returns what it says of each file, a line for each entry and each tensor.
    static List<List<String>> describe(List<Path> files) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("python3", Path.of("src", "test", "python", "describe.py").toString()));
        command.add(LlamaSource.root().resolve("gguf-py").toString());
        for (Path it : files) command.add(it.toString());
        var described = new ArrayList<List<String>>();
        var lines = new ArrayList<String>();
        for (String line : run(command).lines().toList()) {
            if (!line.equals("end")) {
                lines.add(line);
            } else {
                described.add(List.copyOf(lines));
                lines.clear();
            }
        }
        return described;
    }

    private static Path libraries() {
        try {
            String version = run(List.of("python3", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"));
            Path folder = Path.of(System.getProperty("user.home"), ".cache", "panallama", "python-" + version.strip());
            if (Files.notExists(folder)) install(folder);
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static void install(Path folder) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory(Files.createDirectories(folder.getParent()), "numpy");
        run(List.of("python3", "-m", "pip", "install", "--quiet", "--target", work.toString(), NUMPY));
        Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        if (LIBRARIES != null) builder.environment().put("PYTHONPATH", LIBRARIES.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new AssertionError("failed: " + command);
        return output;
    }
}
