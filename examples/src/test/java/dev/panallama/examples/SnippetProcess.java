package dev.panallama.examples;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A JVM that runs compiled programs, see [SnippetWorker], in a folder that is empty for each. It takes one at a time.
final class SnippetProcess {
    private final Path folder;
    private final Process process;
    private final PrintWriter requests;
    private final BufferedReader lines;

    /// @param folder where its programs run
    SnippetProcess(Path classes, Path folder) throws IOException {
        this.folder = folder;
        var builder = new ProcessBuilder(command(List.of(
                System.getProperty("java.class.path"), SnippetWorker.class.getName(), classes.toString())))
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("PANALLAMA_CONVERSATIONS",
                folder.resolveSibling(folder.getFileName() + "-kept").toString());
        process = builder.start();
        requests = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        lines = process.inputReader(StandardCharsets.UTF_8);
    }

    /// Returns a command that starts Java.
    ///
    /// @param rest the class path and what follows it
    static List<String> command(List<String> rest) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1", // it does not live long enough for more
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-cp"));
        command.addAll(rest);
        return command;
    }

    Path folder() {
        return folder;
    }

    /// Empties the folder.
    void prepare() throws IOException {
        for (File file : folder.toFile().listFiles()) Files.delete(file.toPath());
    }

    /// Runs a program and fails if that does not end well.
    void run(String program, List<String> arguments) throws IOException {
        requests.println(program + "\t" + String.join("\t", arguments));
        var output = new StringBuilder();
        for (String line = lines.readLine(); !SnippetWorker.DONE.equals(line); line = lines.readLine()) {
            if (line == null || line.equals(SnippetWorker.FAILED)) throw new AssertionError(output.toString());
            output.append(line).append('\n');
        }
    }

    void end() throws InterruptedException {
        requests.close();
        process.waitFor();
    }
}
