package dev.panallama;

import dev.panallama.internal.natives.LibraryLoader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// Builds llama.cpp's programs with the machine's C++ compiler: in a minute or less on two cores, once per user.
///
/// Of llama.cpp's `common` library only those files are compiled that the programs call. They refer to others (chat
/// templates, JSON schemas), which stay unresolved: a call to one would crash, and the test that made it.
final class LlamaToolBuild {
    private static final List<String> COMMON = List.of(
            "arg", "common", "download", "fit", "imatrix-loader", "log", "sampling", "speculative", "unicode");

    private static final Map<String, List<String>> PROGRAMS = Map.of(
            "quantize", List.of("quantize", "main"),
            "imatrix", List.of("imatrix"),
            "perplexity", List.of("perplexity", "main"),
            "gguf-split", List.of("gguf-split"));

    /// The programs' log is written by a thread that they do not wait for at their end: a part of it would be lost.
    private static final String WAIT_FOR_LOG = """
            #include "log.h"
            namespace {
            struct at_exit {
                ~at_exit() { common_log_pause(common_log_main()); }
            } wait_for_log;
            }
            """;

    /// Clang takes half the time that GCC takes.
    private static final String COMPILER = isThere("clang++") ? "clang++" : "c++";

    private static final List<String> COMPILE = List.of(COMPILER, "-std=c++17", "-w", "-ffunction-sections", "-c");
    private static final List<String> LINK = List.of(COMPILER, "-no-pie", "-pthread", "-Wl,--gc-sections",
            "-Wl,--unresolved-symbols=ignore-all");

    /// Not of the class itself: the threads that compile would wait for its initialisation to end.
    private static final class Built {
        static final Path FOLDER = build();
    }

    private LlamaToolBuild() {}

    /// Returns the folder in which the programs are.
    static Path folder() {
        return Built.FOLDER;
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(it -> Files.isExecutable(Path.of(it, program)));
    }

    private static Path build() {
        Path source = LlamaSource.root();
        Path home = Path.of(System.getProperty("user.home"), ".cache", "panallama");
        Path folder = home.resolve("llama-tools-%s-%08x".formatted(source.getFileName(), recipe()));
        try {
            Files.createDirectories(home);
            try (var lock = FileChannel.open(
                    home.resolve("llama-tools.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock(); // until the channel is closed
                if (!Files.isDirectory(folder)) buildInto(folder, source);
            }
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static long recipe() {
        var crc = new CRC32C();
        String recipe = "" + COMMON + LlamaTool.programs().stream().map(PROGRAMS::get).toList() + COMPILE + LINK
                + WAIT_FOR_LOG;
        crc.update(recipe.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    private static void buildInto(Path folder, Path source) throws IOException {
        Path work = Files.createTempDirectory(folder.getParent(), "llama-tools-");
        Path done = Files.createDirectory(work.resolve("done"));
        compile(source, work);
        for (String program : LlamaTool.programs()) link(program, work, done);
        Files.move(done, folder, StandardCopyOption.ATOMIC_MOVE);
        delete(work);
    }

    private static void compile(Path source, Path work) throws IOException {
        var jobs = new ArrayList<Callable<Void>>();
        for (String name : COMMON)
            jobs.add(compile(source, source.resolve("common", name + ".cpp"), "-O0", work.resolve(name + ".o")));
        PROGRAMS.forEach((program, files) -> files.forEach(file -> jobs.add(compile(
                source, source.resolve("tools", program, file + ".cpp"), "-O1", work.resolve(object(program, file))))));
        jobs.add(compile(source, buildInfo(source, work), "-O0", work.resolve("build-info.o")));
        Path waiting = Files.writeString(work.resolve("wait-for-log.cpp"), WAIT_FOR_LOG);
        jobs.add(compile(source, waiting, "-O0", work.resolve("wait-for-log.o")));
        runAll(jobs);
    }

    private static String object(String program, String file) {
        return program + "-" + file + ".o";
    }

    /// Fills in what CMake would: nothing that our tests look at.
    private static Path buildInfo(Path source, Path work) throws IOException {
        String template = Files.readString(source.resolve("common", "build-info.cpp.in"));
        String filled = template.replace("@LLAMA_BUILD_NUMBER@", "0").replaceAll("@\\w+@", "unknown");
        return Files.writeString(work.resolve("build-info.cpp"), filled);
    }

    private static Callable<Void> compile(Path source, Path file, String optimization, Path object) {
        var command = new ArrayList<>(COMPILE);
        command.add(optimization);
        Stream.of("common", "vendor", "include", "ggml/include").forEach(it -> command.add("-I" + source.resolve(it)));
        command.addAll(List.of(file.toString(), "-o", object.toString()));
        return () -> run(command);
    }

    private static void link(String program, Path work, Path done) throws IOException {
        var command = new ArrayList<>(LINK);
        PROGRAMS.get(program).forEach(file -> command.add(work.resolve(object(program, file)).toString()));
        COMMON.forEach(name -> command.add(work.resolve(name + ".o").toString()));
        command.add(work.resolve("build-info.o").toString());
        command.add(work.resolve("wait-for-log.o").toString());
        LibraryLoader.load().loadOrder().reversed().forEach(library -> command.add(library.toString()));
        command.addAll(List.of("-o", done.resolve(program).toString()));
        runAll(List.of(() -> run(command)));
    }

    private static void runAll(List<Callable<Void>> jobs) throws IOException {
        try (var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            for (var job : threads.invokeAll(jobs)) job.get();
        } catch (ExecutionException | InterruptedException failure) {
            throw new IOException(failure);
        }
    }

    private static Void run(List<String> command) throws IOException, InterruptedException {
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) throw new IOException("exit code %d of %s".formatted(exit, command));
        return null;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
