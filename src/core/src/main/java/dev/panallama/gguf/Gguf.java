package dev.panallama.gguf;

import dev.panallama.error.GgufException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// What a GGUF file says of itself: metadata and the table of its tensors, without their data. Immutable.
///
/// @param version the version of the format, 2 or 3
/// @param metadata in the order of the file
/// @param tensors in the order of the file
/// @param alignment every tensor begins at a multiple of so many bytes
/// @param dataOffset where in the file the tensors' data begins
public record Gguf(
        int version, Map<String, GgufValue> metadata, List<GgufTensor> tensors, int alignment, long dataOffset) {
    /// The key of the alignment, where that is not [#DEFAULT_ALIGNMENT].
    public static final String ALIGNMENT = "general.alignment";

    /// The alignment of a file that names none, in bytes.
    public static final int DEFAULT_ALIGNMENT = 32;

    private static final int MAX_ALIGNMENT = 1 << 20;

    public Gguf {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        tensors = List.copyOf(tensors);
    }

    /// Reads a file's header, which may have up to 128 MiB. Takes no more memory than a small multiple of its size.
    ///
    /// @throws GgufException if the file is not well-formed, or ends before its last tensor
    /// @throws IOException if the file cannot be read
    public static Gguf read(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            return read(file, channel);
        }
    }

    static Gguf read(Path file, FileChannel channel) throws IOException {
        return read(file.toString(), channel, channel.size());
    }

    /// Reads the header of a file on a web server, and no more of it than that: by range requests, or where the server
    /// knows none, the beginning of its answer. Redirects are followed, though never from `https` to `http`.
    ///
    /// @param address an `http` or `https` address
    /// @throws IllegalArgumentException if the address is none of these
    /// @throws GgufException if the file is not well-formed, or ends before its last tensor
    /// @throws java.util.concurrent.CancellationException if the thread is interrupted
    /// @throws IOException if the file cannot be read; the message says what to do
    public static Gguf read(URI address) throws IOException {
        return read(address, RemoteOptions.defaults());
    }

    /// Reads the header of a file on a web server like [#read(URI)], with a token or a time limit.
    ///
    /// @throws IllegalArgumentException if the address is no `http` or `https` address
    /// @throws GgufException if the file is not well-formed, or ends before its last tensor
    /// @throws java.util.concurrent.CancellationException if the thread is interrupted
    /// @throws IOException if the file cannot be read; the message says what to do
    public static Gguf read(URI address, RemoteOptions options) throws IOException {
        try (var file = HttpFile.open(address, options)) {
            return read(file.name(), file, file.size());
        }
    }

    private static Gguf read(String name, ReadableByteChannel channel, long size) throws IOException {
        try {
            return new GgufReader(new GgufInput(channel, size)).read();
        } catch (GgufException fault) {
            throw new GgufException("%s is no usable GGUF file: %s".formatted(name, fault.getMessage()));
        }
    }

    /// Returns a text of the metadata, if it is there and a text.
    public Optional<String> text(String key) {
        return metadata.get(key) instanceof GgufValue.Text(String value) ? Optional.of(value) : Optional.empty();
    }

    /// Returns a whole number of the metadata, if it is there and one.
    public OptionalLong whole(String key) {
        return metadata.get(key) instanceof GgufValue.Whole(_, long value)
                ? OptionalLong.of(value)
                : OptionalLong.empty();
    }

    /// Returns a real number of the metadata, if it is there and one.
    public OptionalDouble real(String key) {
        return metadata.get(key) instanceof GgufValue.Real(_, double value)
                ? OptionalDouble.of(value)
                : OptionalDouble.empty();
    }

    /// Returns the number of elements of an array of the metadata, or 0 if there is none.
    public int arrayLength(String key) {
        return metadata.get(key) instanceof GgufValue.Array array ? array.elements().size() : 0;
    }

    /// Returns this header with some of its metadata replaced or added.
    public Gguf withMetadata(Map<String, GgufValue> changes) {
        var changed = new LinkedHashMap<>(metadata);
        changed.putAll(changes);
        return new Gguf(version, changed, tensors, alignment, dataOffset);
    }

    /// Returns the tensor of a name, if there is one.
    public Optional<GgufTensor> tensor(String name) {
        return tensors.stream().filter(it -> it.name().equals(name)).findFirst();
    }

    /// Rounds a number of bytes up to a multiple of the alignment, a power of two.
    static long align(long bytes, int alignment) {
        return Math.addExact(bytes, alignment - 1L) & -alignment;
    }

    static boolean isAlignment(GgufValue value) {
        return value instanceof GgufValue.Whole(GgufType type, long bytes)
                && type == GgufType.UINT32
                && bytes > 0
                && bytes <= MAX_ALIGNMENT
                && Long.bitCount(bytes) == 1;
    }

    /// Returns the alignment that metadata tells, which has been checked.
    static int alignment(Map<String, GgufValue> metadata) {
        return metadata.get(ALIGNMENT) instanceof GgufValue.Whole(_, long bytes) ? (int) bytes : DEFAULT_ALIGNMENT;
    }
}
