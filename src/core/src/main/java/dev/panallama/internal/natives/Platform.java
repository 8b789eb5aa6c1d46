package dev.panallama.internal.natives;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// A system and processor, and what their libraries are called.
///
/// @param key the classifier of the platform's jar, such as `linux-x64`
record Platform(String key, String libraryPrefix, String libraryExtension) {
    private static final Set<String> WITH_BUNDLE = Set.of("linux-x64", "linux-arm64", "mac-x64", "mac-arm64-metal",
            "win-x64", "win-arm64");

    /// Returns the platform of this process.
    static Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"), usesMusl());
    }

    static Platform of(String system, String architecture, boolean musl) {
        var processor = processor(architecture);
        if (system.startsWith("Windows")) return new Platform("win-" + processor, "", ".dll");
        if (system.startsWith("Mac")) return mac(processor);
        return new Platform(system.toLowerCase(Locale.ROOT) + (musl ? "-musl-" : "-") + processor, "lib", ".so");
    }

    private static Platform mac(String processor) {
        return new Platform(processor.equals("arm64") ? "mac-arm64-metal" : "mac-" + processor, "lib", ".dylib");
    }

    private static String processor(String architecture) {
        return switch (architecture) {
            case "amd64", "x86_64" -> "x64";
            case "aarch64" -> "arm64";
            default -> architecture;
        };
    }

    /// The bundled libraries need glibc: Alpine Linux has musl in its place, as the memory map of a process shows.
    private static boolean usesMusl() {
        try (var mappings = Files.lines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
            return mappings.anyMatch(line -> line.contains("/ld-musl-"));
        } catch (IOException _) {
            return false;
        }
    }

    /// Tells whether there is a jar for this platform.
    boolean hasBundle() {
        return WITH_BUNDLE.contains(key);
    }

    /// Returns the names of the bundles to look for: the platform's own, then those that add a GPU to it.
    List<String> bundles() {
        return Stream.of("", "-cuda", "-cuda-ext", "-vulkan").map(key::concat).toList();
    }

    /// Tells whether a file of this name is that library, whatever version its name carries.
    boolean isLibrary(String name, Path file) {
        var fileName = file.getFileName().toString();
        return fileName.startsWith(libraryPrefix + name + ".") && fileName.endsWith(libraryExtension);
    }
}
