import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// Reads a `.tgz` file by file, as a `ZipInputStream` does: as much of the tar format as npm writes.
final class Tarball extends InputStream {
    private static final int BLOCK = 512;

    private final InputStream bytes;
    private String name = "";
    private long unread;
    private long padding;

    Tarball(Path archive) throws IOException {
        bytes = new GZIPInputStream(Files.newInputStream(archive), 1 << 16);
    }

    /// Moves to the start of the next file. Returns false at the end of the archive.
    boolean next() throws IOException {
        bytes.skipNBytes(unread + padding);
        var header = bytes.readNBytes(BLOCK);
        name = text(header, 0, 100);
        if (name.isEmpty()) return false; // empty blocks end an archive
        unread = Long.parseLong(text(header, 124, 12), 8);
        padding = Math.floorMod(-unread, BLOCK);
        return true;
    }

    String name() {
        return name;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (unread == 0) return -1;
        int count = bytes.read(buffer, offset, (int) Math.min(length, unread));
        if (count < 0) throw new IOException("the archive ends within " + name);
        unread -= count;
        return count;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }

    private static String text(byte[] header, int from, int length) {
        var field = new String(header, from, length, StandardCharsets.UTF_8);
        return field.substring(0, field.indexOf(0) < 0 ? length : field.indexOf(0)).strip();
    }
}
