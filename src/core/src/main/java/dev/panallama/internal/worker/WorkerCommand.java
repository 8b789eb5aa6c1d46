package dev.panallama.internal.worker;

import dev.panallama.error.LlamaException;
import dev.panallama.internal.natives.LibraryLoader;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/// The command that starts a worker: the Java of this process, with this library alone on its class path.
final class WorkerCommand {
    private static final boolean WINDOWS = File.separatorChar == '\\';

    private static final Path SHELL = Path.of("/bin/sh");

    /// A Ctrl-C goes to all processes of a terminal, and is the program's to deal with: the worker ignores it.
    private static final List<String> WITHOUT_INTERRUPT = List.of(SHELL.toString(), "-c", "trap '' INT; exec \"$@\"",
            "sh");

    private WorkerCommand() {}

    static List<String> of() {
        var command = new ArrayList<String>(Files.isExecutable(SHELL) ? WITHOUT_INTERRUPT : List.of());
        command.add(java());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // the work is done in native code
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + (WINDOWS ? "NUL" : "/dev/null"),
                "-Duser.language=en", // of the levels in its log
                "-Djava.util.logging.SimpleFormatter.format=%4$s: %5$s%n",
                "-Dpanallama.library.path=" + LibraryLoader.load().directory()));
        command.addAll(code());
        return command;
    }

    private static String java() {
        Path java = Path.of(System.getProperty("java.home"), "bin", WINDOWS ? "java.exe" : "java");
        if (Files.isExecutable(java)) return java.toString();
        throw new LlamaException(
                "a worker process needs the program %s, which this Java run-time image lacks: make the image with its launcher, or load the model in this process (trusted)"
                        .formatted(java));
    }

    /// Returns how Java finds the library: in its own image, or in the files that this process has it from.
    private static List<String> code() {
        if (Worker.class.getModule().isNamed() && location(Worker.class).getScheme().equals("jrt"))
            return List.of("--enable-native-access=dev.panallama.bindings",
                    "-m", "dev.panallama/" + Worker.class.getName());
        var files = new LinkedHashSet<String>();
        files.add(file(Worker.class));
        files.add(file(bindings()));
        return List.of("--enable-native-access=ALL-UNNAMED",
                "-cp", files.stream().collect(Collectors.joining(File.pathSeparator)), Worker.class.getName());
    }

    private static Class<?> bindings() {
        try {
            return Class.forName("dev.panallama.bindings.Pointers", false, Worker.class.getClassLoader());
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String file(Class<?> type) {
        URI location = location(type);
        if ("file".equals(location.getScheme())) return Path.of(location).toString();
        throw new LlamaException(
                "a worker process needs the library as a file, and here it is in %s: unpack it, or load the model in this process (trusted)"
                        .formatted(location));
    }

    private static URI location(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        try {
            if (source != null && source.getLocation() != null) return source.getLocation().toURI();
        } catch (URISyntaxException _) { // as if there were none
        }
        throw new LlamaException("it is not known where %s was loaded from: load the model in this process (trusted)"
                .formatted(type.getName()));
    }
}
