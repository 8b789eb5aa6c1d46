import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Pattern;

/// Makes llama.cpp's prebuilt libraries into one jar per platform.
///
/// The libraries come from npm packages, each pinned by its hash, and are downloaded once per user. What those packages
/// hold for Node.js and for llama.cpp's own tools is left out.
///
/// Arguments: the module's folder, the start of the jars' file names, the versions of llama.cpp and of the npm
/// packages, the date to give to all entries, and the platform, or `all`.
final class NativeJars {
    private static final Pattern LIBRARY = Pattern.compile("package/bins/[^/]+/(.+\\.(?:so|dylib|dll))");

    private final Path module;
    private final String jarPrefix;
    private final String llamaVersion;
    private final LocalDateTime date;

    private NativeJars(Path module, String jarPrefix, String llamaVersion, LocalDateTime date) {
        this.module = module;
        this.jarPrefix = jarPrefix;
        this.llamaVersion = llamaVersion;
        this.date = date;
    }

    public static void main(String[] args) throws Exception {
        var jars = new NativeJars(Path.of(args[0]), args[1], args[2], OffsetDateTime.parse(args[4]).toLocalDateTime());
        var platforms = jars.pinnedPlatforms(args[3]).stream()
                .filter(pinned -> args[5].equals("all") || args[5].equals(pinned.source().name()))
                .toList();
        if (platforms.isEmpty()) throw new IllegalArgumentException("platforms.txt has no " + args[5]);
        for (var platform : platforms) jars.build(platform);
    }

    /// A platform, the libraries to take from its package, and the package.
    private record Pinned(String libraries, NpmPackage source) {
        boolean takes(String library) {
            return libraries.equals("all") ? !library.contains("llama-common") : libraries.equals(library);
        }
    }

    private List<Pinned> pinnedPlatforms(String npmVersion) throws IOException {
        return Files.readAllLines(module.resolve("platforms.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" +"))
                .map(column -> new Pinned(column[1],
                        new NpmPackage("node-llama-cpp", column[0], npmVersion, column[2])))
                .toList();
    }

    private void build(Pinned platform) throws IOException, GeneralSecurityException, InterruptedException {
        var name = platform.source().name();
        var archive = platform.source().fetch();
        var file = Path.of(jarPrefix + "-" + name + ".jar");
        Files.createDirectories(file.getParent());
        try (var tarball = new Tarball(archive); var jar = new NativeJar(file, name, llamaVersion, date)) {
            fill(jar, tarball, platform);
            if (jar.libraries() == 0) throw new IOException(archive + " has no library for " + file);
        }
        System.out.printf("%-20s %6.1f MB%n", name, Files.size(file) / 1e6);
    }

    private void fill(NativeJar jar, Tarball tarball, Pinned platform) throws IOException, GeneralSecurityException {
        jar.addLicense("llama.cpp", Files.readAllBytes(module.resolve("LICENSE.llama.cpp")));
        while (tarball.next()) {
            var library = LIBRARY.matcher(tarball.name());
            if (tarball.name().equals("package/LICENSE")) jar.addLicense("node-llama-cpp", tarball.readAllBytes());
            if (library.matches() && platform.takes(library.group(1))) jar.addLibrary(library.group(1), tarball);
        }
    }
}
