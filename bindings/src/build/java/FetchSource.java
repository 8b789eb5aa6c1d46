import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/// Puts llama.cpp's source, of the release that the bundled libraries were built from, into the user's cache.
///
/// The npm release that carries the libraries carries the source too, as a git bundle. It is downloaded once for all
/// modules and builds; a build that finds it only learns where it is. Needs npm, tar and git.
///
/// Arguments: the version of llama.cpp, the version of the npm release, and a file to write the source's path to.
final class FetchSource {
    private static final String PINNED = "node-llama-cpp@3.21.1";
    private static final String SHA512 = "13737412fd956b4c33c9dbd7605c0cf47bf2a34ecfa168edf13ffd18c738dc2b"
            + "edf18915fcd53fb5852010c0b582b4cfbf6a3d3d18d08b41b759be4ffdac2232";

    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private FetchSource() {}

    public static void main(String[] args) throws Exception {
        var release = "node-llama-cpp@" + args[1];
        if (!release.equals(PINNED)) throw new IllegalArgumentException("pin %s and its hash here".formatted(release));

        var source = cache().resolve("llama.cpp-v%s-%s".formatted(args[0], SHA512.substring(0, 8)));
        if (Files.notExists(source)) fetchAlone(source);

        var answer = Path.of(args[2]);
        Files.createDirectories(answer.getParent());
        Files.writeString(answer, source.toString());
    }

    private static Path cache() throws IOException {
        var configured = System.getenv("XDG_CACHE_HOME");
        var base = configured == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(configured);
        return Files.createDirectories(base.resolve("panallama"));
    }

    /// Modules may be built at the same time: the first one fetches, the others wait for it.
    private static void fetchAlone(Path source) throws Exception {
        var lockFile = source.resolveSibling(source.getFileName() + ".lock");
        try (var channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            if (Files.notExists(source)) fetch(source);
        }
    }

    private static void fetch(Path source) throws Exception {
        var work = Files.createTempDirectory(source.getParent(), "fetch-");
        try {
            var archive = PINNED.replace('@', '-') + ".tgz";
            var bundle = "package/llama/gitRelease.bundle";
            run(work, WINDOWS ? "npm.cmd" : "npm", "pack", "--loglevel=error", PINNED);
            verify(work.resolve(archive));
            run(work, "tar", "-xzf", archive, bundle);
            run(work, "git", "clone", "--quiet", "-c", "core.autocrlf=false", bundle, "source");
            Files.move(work.resolve("source"), source, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(work);
        }
    }

    private static void verify(Path archive) throws IOException, GeneralSecurityException {
        var digest = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(archive));
        var found = HexFormat.of().formatHex(digest);
        if (found.equals(SHA512)) return;
        throw new IOException("%s has the hash %s instead of %s".formatted(archive.getFileName(), found, SHA512));
    }

    private static void run(Path directory, String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        var process = builder.redirectOutput(directory.resolve("log").toFile()).start();
        if (process.waitFor() == 0) return;
        throw new IOException("%s failed:%n%s".formatted(List.of(command), Files.readString(directory.resolve("log"))));
    }

    private static void delete(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                path.toFile().setWritable(true); // git's files are read-only, which Windows minds
                Files.delete(path);
            }
        }
    }
}
