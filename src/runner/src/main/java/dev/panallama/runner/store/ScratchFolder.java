package dev.panallama.runner.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A folder for work under way. It goes away when it is closed or the process ends, by Ctrl-C too; what a
/// process left that was killed goes when the next one begins. Serves one thread.
final class ScratchFolder implements AutoCloseable {
    private final Path path;
    private final Thread atExit = new Thread(this::leave, "scratch-folder");
    private volatile @Nullable Process worker;

    private ScratchFolder(Path path) {
        this.path = path;
    }

    static ScratchFolder create(Path path) throws IOException {
        var scratch = new ScratchFolder(path);
        scratch.delete();
        Files.createDirectories(path);
        Runtime.getRuntime().addShutdownHook(scratch.atExit);
        return scratch;
    }

    Path path() {
        return path;
    }

    /// Makes a process end before the folder goes.
    void stopWhenLeft(Process process) {
        worker = process;
    }

    /// Returns the length of all files with a suffix, each name counted once, wherever it lies.
    long bytes(String suffix) throws IOException {
        var lengths = new HashMap<String, Long>();
        for (Path file : contents())
            if (file.toString().endsWith(suffix))
                lengths.merge(file.getFileName().toString(), file.toFile().length(), Math::max);
        return lengths.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // The process is ending and cleans up by the hook: this thread is not to start anything more.
            while (true) LockSupport.park();
        }
        leave();
    }

    private void leave() {
        try {
            Process running = worker;
            if (running != null) running.destroyForcibly().waitFor();
            delete();
        } catch (IOException | InterruptedException _) {
            // The next fetch deletes it.
        }
    }

    private void delete() throws IOException {
        for (Path it : contents().reversed()) Files.deleteIfExists(it);
    }

    /// Returns the folder and all in it, each folder before what it holds; nothing while it is being changed.
    private List<Path> contents() throws IOException {
        if (!Files.exists(path)) return List.of();
        try (Stream<Path> all = Files.walk(path)) {
            return all.toList();
        } catch (UncheckedIOException _) {
            return List.of();
        }
    }
}
