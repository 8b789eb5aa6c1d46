package dev.panallama.internal.natives;

import dev.panallama.error.NativeLibraryException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Where bundled libraries are unpacked: once for each content, in a folder named by it that all processes share.
///
/// No folder is ever deleted, because other processes may be using it. What a process finds in its own, it checks
/// file by file, and repairs.
///
/// @param home the user's own folder for such things
/// @param temporary the folder to turn to where that one cannot be written
record LibraryCache(Path home, Path temporary) {
    /// A folder that may or may not be there to use.
    private interface Place {
        Path open() throws IOException;
    }

    static LibraryCache ofThisUser() {
        var cache = cacheOf(System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        var home = cache.isAbsolute() ? cache : temporary; // Java calls the home of a user without one "?"
        return new LibraryCache(home.resolve("panallama", "natives"), temporary);
    }

    private static Path cacheOf(String system, Path userHome) {
        if (system.startsWith("Windows")) return given("LOCALAPPDATA").orElse(userHome.resolve("AppData", "Local"));
        if (system.startsWith("Mac")) return userHome.resolve("Library", "Caches");
        return given("XDG_CACHE_HOME").orElse(userHome.resolve(".cache"));
    }

    private static Optional<Path> given(String variable) {
        return Optional.ofNullable(System.getenv(variable)).map(Path::of).filter(Path::isAbsolute);
    }

    /// Returns the folder that holds all libraries of these bundles, undamaged.
    Path unpack(List<Bundle> bundles) {
        var failures = new ArrayList<IOException>();
        for (var place : places(bundles.getFirst().llamaVersion() + "-" + hash(bundles))) {
            try {
                return fill(place.open(), bundles);
            } catch (IOException e) {
                System.getLogger("dev.panallama").log(Level.DEBUG, "a place to unpack llama.cpp to is refused", e);
                failures.add(e);
            }
        }
        throw new NativeLibraryException(
                "llama.cpp cannot be unpacked into %s or %s: %s".formatted(home, temporary, failures));
    }

    private List<Place> places(String name) {
        var user = System.getProperty("user.name").replaceAll("\\W", "_");
        return List.of(
                () -> PrivateFolder.at(home.resolve(name)),
                () -> PrivateFolder.at(temporary.resolve("panallama-" + user + "-" + name)),
                () -> Files.createTempDirectory(temporary, "panallama-"));
    }

    private static Path fill(Path folder, List<Bundle> bundles) throws IOException {
        for (var bundle : bundles) {
            for (var library : bundle.libraries()) library.unpackInto(folder);
        }
        return folder;
    }

    private static String hash(List<Bundle> bundles) {
        var contents = bundles.stream().map(Bundle::manifest).toList().toString();
        var checksum = new CRC32C(); // a first SHA-256 would take a new JVM some 20 ms
        checksum.update(contents.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) checksum.getValue());
    }
}
