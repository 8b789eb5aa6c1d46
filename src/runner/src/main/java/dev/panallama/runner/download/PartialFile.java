package dev.panallama.runner.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// A file that arrives in chunks, in whatever order. A file beside it, `….state`, remembers how much of each chunk is there: it is written
/// after the bytes, and believed only as far as the file reaches; a process that is killed loses a second's work. Any thread may use it.
final class PartialFile implements AutoCloseable {
    private static final long SAVE = 1_000_000_000; // nanoseconds
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Path state;
    private final FileChannel channel;
    private final long bytes;
    private final long chunk;
    private final String tag;
    private final long[] done; // bytes of each chunk
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private long lastSave = System.nanoTime();

    private PartialFile(Path state, FileChannel channel, long bytes, long chunk, String tag) {
        this.state = state;
        this.channel = channel;
        this.bytes = bytes;
        this.chunk = chunk;
        this.tag = tag;
        done = new long[(int) ((bytes + chunk - 1) / chunk)];
    }

    /// Opens a file, with what there is of it if it is the same one still.
    ///
    /// @param bytes how long the whole file is
    /// @param chunk how long its chunks are
    /// @param tag says which file it is, and changes when that changes at its source; what is empty is begun anew
    static PartialFile open(Path file, long bytes, long chunk, String tag) throws IOException {
        Path state = state(file);
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var partial = new PartialFile(state, channel, bytes, chunk, tag);
        partial.restore();
        return partial;
    }

    static Path state(Path file) {
        return file.resolveSibling(file.getFileName() + ".state");
    }

    private void restore() throws IOException {
        ObjectNode now = describe();
        JsonNode before = read();
        boolean same = !tag.isEmpty() && before.path("of").equals(now.path("of"));
        if (!same) channel.truncate(0);
        for (int i = 0; same && i < done.length; i++)
            done[i] = Math.clamp(before.path("done").path(i).asLong(0), 0, present(i));
        for (int i = 0; i < done.length; i++) if (done[i] < length(i)) waiting.add(i);
    }

    private JsonNode read() throws IOException {
        if (!Files.exists(state)) return MissingNode.getInstance();
        try {
            return MAPPER.readTree(Files.readString(state));
        } catch (JacksonException _) { // broken off: begin anew
            return MissingNode.getInstance();
        }
    }

    /// Returns how much of a chunk there can be.
    private long present(int index) throws IOException {
        return Math.clamp(channel.size() - index * chunk, 0, length(index));
    }

    private long length(int index) {
        return Math.min(chunk, bytes - index * chunk);
    }

    /// Takes a chunk of which something is missing, for one thread to fetch; empty when all are taken.
    synchronized OptionalInt take() {
        Integer chunk = waiting.poll();
        return chunk == null ? OptionalInt.empty() : OptionalInt.of(chunk);
    }

    /// Returns where the first byte is that a chunk lacks, or where the next chunk begins.
    synchronized long from(int index) {
        return index * chunk + done[index];
    }

    /// Returns where a chunk ends.
    long to(int index) {
        return index * chunk + length(index);
    }

    /// Appends to what there is of a chunk.
    ///
    /// @throws RefusedException if it cannot be written here
    void append(int index, ByteBuffer buffer) throws IOException {
        int count = buffer.remaining();
        long at = from(index);
        try {
            while (buffer.hasRemaining()) at += channel.write(buffer, at);
        } catch (ClosedChannelException closed) {
            throw closed;
        } catch (IOException failed) {
            throw new RefusedException("it cannot be written: " + failed.getMessage());
        }
        added(index, count);
    }

    private synchronized void added(int index, int count) throws IOException {
        done[index] += count;
        if (System.nanoTime() - lastSave > SAVE) save();
    }

    /// Returns how many bytes are there.
    synchronized long done() {
        return Arrays.stream(done).sum();
    }

    private void save() throws IOException {
        Path fresh = state.resolveSibling(state.getFileName() + ".new");
        Files.writeString(fresh, describe().toString(), StandardCharsets.UTF_8);
        Files.move(fresh, state, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        lastSave = System.nanoTime();
    }

    private ObjectNode describe() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.putObject("of").put("bytes", Long.toString(bytes)).put("chunk", Long.toString(chunk)).put("tag", tag);
        ArrayNode list = node.putArray("done");
        for (long it : done) list.add(it);
        return node;
    }

    /// Remembers what is there.
    @Override
    public synchronized void close() throws IOException {
        try {
            save();
        } finally {
            channel.close();
        }
    }
}
