import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Builds llama.cpp's libraries from the pinned source for this very machine, with the compiler and the options of whoever
/// builds. Needs cmake, and a C and a C++ compiler.
///
/// Arguments: a file with the source's path, the folder to build in, the folder for the libraries, whether OpenMP is used
/// and whether the code is for this processor alone (`true` or `false`), and more options of cmake, divided by spaces.
final class LocalBuild {
    private static final boolean MAC = System.getProperty("os.name").startsWith("Mac");

    private LocalBuild() {}

    public static void main(String[] args) throws Exception {
        var source = Files.readString(Path.of(args[0])).strip();
        var work = Files.createDirectories(Path.of(args[1]));
        var libraries = Files.createDirectories(Path.of(args[2]));
        var more = args.length > 5
                ? Arrays.stream(args[5].split(" +")).filter(it -> !it.isEmpty()).toList()
                : List.<String>of();
        configure(source, work, Boolean.parseBoolean(args[3]), Boolean.parseBoolean(args[4]), more);
        run(List.of("cmake", "--build", work.toString(), "--config", "Release", "--target", "llama", "--parallel",
                String.valueOf(Runtime.getRuntime().availableProcessors())));
        collect(work, libraries);
        System.out.println("set panallama.library.path or PANALLAMA_LIBRARY_PATH to " + libraries.toAbsolutePath());
    }

    /// Libraries look for each other in their own folder, by names without a version; ggml takes its back ends from there.
    private static void configure(String source, Path work, boolean openMp, boolean host, List<String> more)
            throws Exception {
        var command = new ArrayList<>(List.of("cmake", "-S", source, "-B", work.toString(),
                "-DCMAKE_BUILD_TYPE=Release", "-DBUILD_SHARED_LIBS=ON", "-DLLAMA_BUILD_IS_DEV=OFF",
                "-DLLAMA_BUILD_COMMON=OFF", "-DLLAMA_BUILD_TESTS=OFF", "-DLLAMA_BUILD_TOOLS=OFF",
                "-DLLAMA_BUILD_EXAMPLES=OFF", "-DLLAMA_BUILD_SERVER=OFF",
                "-DCMAKE_PLATFORM_NO_VERSIONED_SONAME=ON", "-DCMAKE_BUILD_WITH_INSTALL_RPATH=ON",
                "-DCMAKE_INSTALL_RPATH=" + (MAC ? "@loader_path" : "$ORIGIN"),
                "-DGGML_BACKEND_DL=ON", "-DGGML_NATIVE=OFF", "-DGGML_OPENMP=" + (openMp ? "ON" : "OFF")));
        if (host) command.addAll(forThisProcessor());
        command.addAll(more);
        run(command);
    }

    /// What llama.cpp calls native does not go with back ends that are loaded; the compiler knows this processor too.
    private static List<String> forThisProcessor() {
        var flag = System.getProperty("os.arch").equals("aarch64") ? "-mcpu=native" : "-march=native";
        var chosen = Stream.of("SSE42", "AVX", "AVX2", "BMI2", "FMA", "F16C").map(it -> "-DGGML_" + it + "=OFF");
        return Stream.concat(chosen, Stream.of("-DCMAKE_C_FLAGS=" + flag, "-DCMAKE_CXX_FLAGS=" + flag)).toList();
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) throw new IOException("%s failed with code %d".formatted(command, code));
    }

    /// What an earlier build has left must not be taken for a part of this one.
    private static void collect(Path work, Path libraries) throws IOException {
        for (var old : files(libraries)) Files.delete(old);
        var made = files(work.resolve("bin"));
        if (made.isEmpty()) throw new IOException("cmake has put no libraries into " + work.resolve("bin"));
        for (var library : made)
            Files.copy(library, libraries.resolve(library.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(it -> it.toString().matches(".+\\.(so|dylib|dll)")).toList();
        }
    }
}
