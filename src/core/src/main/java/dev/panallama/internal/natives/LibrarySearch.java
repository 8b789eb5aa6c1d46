package dev.panallama.internal.natives;

import dev.panallama.error.NativeLibraryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Looks for llama.cpp's libraries: in the folder that the user names, else in the platform jars on the class path.
///
/// A folder that is named has to hold them; the search does not go on past it.
///
/// @param settings the places where the user can name a folder, the first one that is set counts
record LibrarySearch(Platform platform, List<Setting> settings, ClassLoader jars, LibraryCache cache) {
    /// A place for the name of a folder, and what stands there.
    record Setting(String place, @Nullable String value) {
        Optional<Path> folder() {
            return Optional.ofNullable(value).filter(it -> !it.isBlank()).map(it -> Path.of(it).toAbsolutePath());
        }
    }

    static LibrarySearch ofThisProcess() {
        var settings = List.of(
                new Setting("the system property panallama.library.path", System.getProperty("panallama.library.path")),
                new Setting("the environment variable PANALLAMA_LIBRARY_PATH",
                        System.getenv("PANALLAMA_LIBRARY_PATH")));
        var jars = LibrarySearch.class.getClassLoader();
        return new LibrarySearch(Platform.current(), settings, jars, LibraryCache.ofThisUser());
    }

    LibraryFolder find() {
        for (var setting : settings) {
            var folder = setting.folder();
            if (folder.isPresent()) return LibraryFolder.of(folder.get(), platform, setting.place());
        }
        return unpack(bundles());
    }

    private List<Bundle> bundles() {
        return platform.bundles().stream().flatMap(name -> Bundle.find(name, jars).stream()).toList();
    }

    private LibraryFolder unpack(List<Bundle> bundles) {
        if (bundles.isEmpty() || !bundles.getFirst().name().equals(platform.key())) throw notFound();
        var source = bundles.stream().map(it -> it.name() + " " + it.llamaVersion())
                .collect(Collectors.joining(", ", "the class path: ", ""));
        if (bundles.stream().map(Bundle::llamaVersion).distinct().count() > 1) {
            throw new NativeLibraryException(
                    "the platform jars do not belong together; their versions of llama.cpp on " + source);
        }
        return LibraryFolder.of(cache.unpack(bundles), platform, source);
    }

    private NativeLibraryException notFound() {
        var unset = settings.stream().map(setting -> setting.place() + " is not set").collect(Collectors.joining("; "));
        return new NativeLibraryException(
                "llama.cpp's libraries for %s were not found: %s; the class path has no %s; %s"
                        .formatted(platform.key(), unset, Bundle.manifestOf(platform.key()), remedy()));
    }

    private String remedy() {
        if (platform.hasBundle())
            return "add %s:%s to the class path, or to the module path with --add-modules ALL-MODULE-PATH"
                    .formatted(artifact(), platform.key());
        return "there is no jar for this platform, so build llama.cpp and name its folder in one of the first two";
    }

    private static String artifact() {
        try (var in = LibrarySearch.class.getResourceAsStream("artifact.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
