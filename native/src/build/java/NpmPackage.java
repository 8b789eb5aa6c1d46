import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/// One release of an npm package, known by its hash, and its place in the user's cache, which all builds share.
record NpmPackage(String scope, String name, String version, String integrity) {
    private static final String NPM = System.getProperty("os.name").startsWith("Windows") ? "npm.cmd" : "npm";

    /// Returns the package's archive, downloaded if the cache has none or a damaged one.
    Path fetch() throws IOException, GeneralSecurityException, InterruptedException {
        var kept = cache().resolve(archiveName());
        if (Files.exists(kept) && integrityOf(kept).equals(integrity)) return kept;
        var work = Files.createTempDirectory(kept.getParent(), "npm-");
        var fresh = work.resolve(archiveName());
        try {
            download(work);
            verify(fresh);
            return Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
            Files.delete(work);
        }
    }

    private void download(Path directory) throws IOException, InterruptedException {
        System.out.println("downloading " + this);
        var npm = start(directory, NPM, "pack", "--loglevel=error", toString());
        var output = new String(npm.getInputStream().readAllBytes());
        if (npm.waitFor() != 0) throw new IOException("npm could not download %s:%n%s".formatted(this, output));
    }

    private Process start(Path directory, String... command) throws IOException {
        try {
            return new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IOException("%s is downloaded by npm, which cannot be run: install Node.js, or put %s into %s"
                    .formatted(this, archiveName(), cache()), e);
        }
    }

    private void verify(Path archive) throws IOException, GeneralSecurityException {
        var found = integrityOf(archive);
        if (!found.equals(integrity)) {
            throw new IOException("%s was downloaded with the hash %s instead of %s".formatted(this, found, integrity));
        }
    }

    private static String integrityOf(Path archive) throws IOException, GeneralSecurityException {
        var sha512 = MessageDigest.getInstance("SHA-512");
        try (var in = new DigestInputStream(Files.newInputStream(archive), sha512)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return "sha512-" + Base64.getEncoder().encodeToString(sha512.digest());
    }

    private static Path cache() throws IOException {
        var configured = System.getenv("XDG_CACHE_HOME");
        var base = configured == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(configured);
        return Files.createDirectories(base.resolve("panallama").resolve("npm"));
    }

    private String archiveName() {
        return "%s-%s-%s.tgz".formatted(scope, name, version);
    }

    @Override
    public String toString() {
        return "@%s/%s@%s".formatted(scope, name, version);
    }
}
