import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes the jar of one platform. The same input gives the same bytes: entries keep their order and have one date.
///
/// The libraries lie in a folder whose name is no package name, so that no module encapsulates them. A manifest beside
/// them names each one with its SHA-256, by which unpacked libraries get a folder of their own, and its CRC-32C, by
/// which a program sees at each start, in little time, that they are undamaged.
final class NativeJar implements AutoCloseable {
    private final ZipOutputStream zip;
    private final LocalDateTime date;
    private final String folder;
    private final StringBuilder manifest;
    private int libraries;

    NativeJar(Path file, String platform, String llamaVersion, LocalDateTime date) throws IOException {
        this.zip = new ZipOutputStream(Files.newOutputStream(file));
        this.date = date;
        this.folder = "natives/" + platform + "/";
        this.manifest = new StringBuilder("llama.cpp " + llamaVersion + "\n");
        add("META-INF/MANIFEST.MF", """
                Manifest-Version: 1.0
                Automatic-Module-Name: dev.panallama.natives.%s

                """.formatted(platform.replace('-', '.')).getBytes(StandardCharsets.UTF_8));
    }

    int libraries() {
        return libraries;
    }

    void addLibrary(String name, Tarball content) throws IOException, GeneralSecurityException {
        var sha256 = MessageDigest.getInstance("SHA-256");
        var crc32c = new CRC32C();
        begin(folder + name);
        new CheckedInputStream(new DigestInputStream(content, sha256), crc32c).transferTo(zip);
        libraries++;
        manifest.append("%s %08x %s\n".formatted(HexFormat.of().formatHex(sha256.digest()), crc32c.getValue(), name));
    }

    void addLicense(String name, byte[] content) throws IOException {
        add(folder + "LICENSE." + name, content);
    }

    @Override
    public void close() throws IOException {
        try (zip) {
            add(folder + "manifest.txt", manifest.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private void add(String name, byte[] content) throws IOException {
        begin(name);
        zip.write(content);
    }

    private void begin(String name) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(date);
        zip.putNextEntry(entry);
    }
}
