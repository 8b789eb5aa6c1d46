package dev.panallama.internal.engine;

import dev.panallama.internal.host.SequenceState;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/// States kept in a folder, one a file: big-endian, `PANPREFX`, the key, tokens, state, CRC-32C of all that. They are of use
/// to engines with the same key, and only this user can read them. What cannot be written or read is as if it were not there.
final class PrefixFiles {
    /// A file and the tokens in it.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Stored(Path file, int[] ids, long bytes) {}

    /// Reads a state of so many bytes.
    interface StateReader {
        SequenceState read(InputStream in, long size) throws IOException;
    }

    private static final System.Logger LOGGER = System.getLogger("dev.panallama");
    private static final long MAGIC = 0x50414e5052454658L; // PANPREFX
    private static final String ENDING = ".prefix";
    private static final int SHORTEST = 128; // tokens
    private static final int BUFFER = 1 << 16;

    private final @Nullable Path folder;
    private final long limit;
    private final String key;
    private final boolean cuts;
    private final StateReader states;
    private final List<Stored> stored = new CopyOnWriteArrayList<>(); // the most recently used last
    private final ExecutorService writer = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());

    /// @param folder where they are, or null for nowhere
    /// @param limit the most bytes of all files
    /// @param cuts whether the beginning of a state is of use
    PrefixFiles(@Nullable Path folder, long limit, String key, boolean cuts, StateReader states) {
        this.cuts = cuts;
        this.folder = folder;
        this.limit = limit;
        this.key = key;
        this.states = states;
        if (folder != null) scan(folder);
    }

    private void scan(Path from) {
        try {
            Files.createDirectories(from, ownerOnly());
            try (var files = Files.list(from)) {
                files.filter(it -> it.toString().endsWith(ENDING))
                        .sorted(Comparator.comparing(PrefixFiles::lastUse))
                        .forEach(this::add);
            }
        } catch (IOException | UncheckedIOException failure) {
            LOGGER.log(Level.WARNING, "no prefixes can be kept in " + from, failure);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                : new FileAttribute<?>[0]; // Windows keeps others out of a user's folders
    }

    private static FileTime lastUse(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException _) {
            return FileTime.fromMillis(0);
        }
    }

    /// Takes note of a file that is there, if it is of this engine's kind.
    private void add(Path file) {
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
            long size = Files.size(file);
            int[] ids = readIds(in, size);
            if (ids.length > 0) stored.add(new Stored(file, ids, size));
        } catch (IOException _) { // another program's, or damaged
        }
    }

    /// @return nothing if the file is of another kind
    private int[] readIds(DataInputStream in, long size) throws IOException {
        if (in.readLong() != MAGIC || !in.readUTF().equals(key)) return new int[0];
        int count = in.readInt();
        if (count < 0 || count > size / Integer.BYTES) throw new IOException("%d tokens".formatted(count));
        var ids = new int[count];
        for (int i = 0; i < count; i++) ids[i] = in.readInt();
        return ids;
    }

    /// Returns what is there. The most recently used is the last.
    List<Stored> stored() {
        return stored;
    }

    /// Writes a state on another thread, unless it is short or there already, and frees it.
    void store(PrefixCache.Entry entry) {
        if (folder == null) entry.state().close();
        else writer.execute(() -> write(entry));
    }

    /// Waits until all is written.
    void close() {
        writer.close();
    }

    private void write(PrefixCache.Entry entry) {
        try (SequenceState state = entry.state()) {
            if (folder == null || entry.ids().length < SHORTEST || state.size() > limit || isThere(entry)) return;
            if (cuts) dropBeginnings(entry.ids());
            Path file = Files.createTempFile(folder, "new", ".part"); // readable by its owner alone
            try {
                write(file, entry);
                Path named = folder.resolve(file.getFileName().toString().replace(".part", ENDING));
                Files.move(file, named, StandardCopyOption.ATOMIC_MOVE);
                stored.add(new Stored(named, entry.ids(), Files.size(named)));
            } finally {
                Files.deleteIfExists(file);
            }
            shrink();
        } catch (IOException failure) {
            LOGGER.log(Level.WARNING, "a prefix was not kept", failure);
        }
    }

    private boolean isThere(PrefixCache.Entry entry) {
        return stored.stream()
                .anyMatch(it -> PrefixCache.isBeginning(entry.ids(), it.ids())
                        && (cuts || entry.ids().length == it.ids().length));
    }

    private void dropBeginnings(int[] ids) throws IOException {
        for (Stored it : List.copyOf(stored)) if (PrefixCache.isBeginning(it.ids(), ids)) drop(it);
    }

    private void drop(Stored it) throws IOException {
        stored.remove(it);
        Files.deleteIfExists(it.file());
    }

    private void shrink() throws IOException {
        long bytes = stored.stream().mapToLong(Stored::bytes).sum();
        while (bytes > limit) {
            bytes -= stored.getFirst().bytes();
            drop(stored.getFirst());
        }
    }

    private void write(Path file, PrefixCache.Entry entry) throws IOException {
        try (var out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
            var checked = new CheckedOutputStream(out, new CRC32C());
            var data = new DataOutputStream(checked);
            data.writeLong(MAGIC);
            data.writeUTF(key);
            data.writeInt(entry.ids().length);
            for (int id : entry.ids()) data.writeInt(id);
            data.writeLong(entry.state().size());
            entry.state().writeTo(data);
            data.writeLong(checked.getChecksum().getValue());
            data.flush();
        }
    }

    /// Reads a state, which is the caller's to close; null if its file is not there any more or damaged.
    @Nullable
    SequenceState read(Stored it) {
        stored.remove(it);
        try (var in = new BufferedInputStream(Files.newInputStream(it.file()), BUFFER)) {
            var checked = new CheckedInputStream(in, new CRC32C());
            SequenceState state = readState(new DataInputStream(checked), checked, it);
            stored.add(it);
            touch(it.file());
            return state;
        } catch (IOException failure) {
            LOGGER.log(Level.DEBUG, "a kept prefix is gone", failure);
            return null;
        }
    }

    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException _) { // the folder cannot be written
        }
    }

    private SequenceState readState(DataInputStream data, CheckedInputStream checked, Stored it) throws IOException {
        readIds(data, it.bytes());
        long size = data.readLong();
        if (size < 0 || size > it.bytes()) throw new IOException("a state of %,d bytes".formatted(size));
        SequenceState state = states.read(data, size);
        try {
            long expected = checked.getChecksum().getValue();
            if (data.readLong() != expected) throw new IOException("its checksum is wrong");
            return state;
        } catch (IOException failure) {
            state.close();
            throw failure;
        }
    }
}
