package dev.panallama;

import dev.panallama.error.SessionStateException;
import dev.panallama.internal.host.SequenceState;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/// A session outside a context, and its format: big-endian, `PANLLAMA`, version, fingerprint of the model, shape of the
/// context, tokens, how many of them are computed, logits, what the memory holds, CRC-32C of all that. llama.cpp reads
/// the memory back with few questions, so everything is verified before it sees a byte.
@SuppressWarnings("ArrayRecordComponent") // never compared
record SavedSession(Shape shape, int[] tokens, int computed, float[] logits, SequenceState memory)
        implements
            AutoCloseable {
    private static final long MAGIC = 0x50414e4c4c414d41L; // PANLLAMA
    private static final int VERSION = 1;

    /// What a session has to have in common with the one that was saved.
    ///
    /// @param model the model's fingerprint
    /// @param context the options that say what a KV cache looks like
    record Shape(String model, String context) {}

    /// What a session can take up.
    ///
    /// @param states reads what the memory held
    record Limits(Shape shape, int contextLength, int vocabularySize, StateReader states) {}

    /// Reads a state of so many bytes.
    interface StateReader {
        SequenceState read(InputStream in, long size) throws IOException;
    }

    void write(OutputStream out) throws IOException {
        var checked = new CheckedOutputStream(out, new CRC32C());
        var data = new DataOutputStream(checked);
        data.writeLong(MAGIC);
        data.writeInt(VERSION);
        data.writeUTF(shape.model());
        data.writeUTF(shape.context());
        data.writeInt(tokens.length);
        for (int id : tokens) data.writeInt(id);
        data.writeInt(computed);
        data.writeInt(logits.length);
        for (float logit : logits) data.writeFloat(logit);
        data.writeLong(memory.size());
        memory.writeTo(data);
        data.writeLong(checked.getChecksum().getValue());
        data.flush();
    }

    /// Reads what was saved.
    ///
    /// @param size the number of bytes there are
    /// @throws SessionStateException if it is damaged, or not within the limits
    static SavedSession read(InputStream in, long size, Limits limits) throws IOException {
        try {
            return new Reader(in, size, limits).read();
        } catch (EOFException | UTFDataFormatException cut) {
            throw new SessionStateException("the saved session is damaged: it has %,d bytes".formatted(size), cut);
        }
    }

    @Override
    public void close() {
        memory.close();
    }

    private static final class Reader {
        private final CheckedInputStream checked;
        private final DataInputStream data;
        private final Limits limits;
        private long left;

        Reader(InputStream in, long size, Limits limits) {
            checked = new CheckedInputStream(in, new CRC32C());
            data = new DataInputStream(checked);
            left = size;
            this.limits = limits;
        }

        SavedSession read() throws IOException {
            take(Long.BYTES + Integer.BYTES);
            if (data.readLong() != MAGIC) throw new SessionStateException("this is not a saved session");
            checkVersion(data.readInt());
            checkShape(text(), text());
            int[] tokens = tokens();
            int computed = number(tokens.length);
            float[] logits = logits();
            if (logits.length > 0 && computed < tokens.length) throw damaged("it has logits of a token not computed");
            take(2 * Long.BYTES);
            long memorySize = data.readLong();
            if (memorySize != left) throw damaged("%,d bytes should be %,d".formatted(left, memorySize));
            SequenceState memory = limits.states().read(data, memorySize);
            try {
                verifyChecksum();
                return new SavedSession(limits.shape(), tokens, computed, logits, memory);
            } catch (Throwable failure) {
                memory.close();
                throw failure;
            }
        }

        private static void checkVersion(int version) {
            if (version != VERSION)
                throw new SessionStateException(
                        "the saved session has format %d, and this library reads %d".formatted(version, VERSION));
        }

        private void checkShape(String model, String context) {
            if (!model.equals(limits.shape().model()))
                throw new SessionStateException("the session was saved with another model");
            if (!context.equals(limits.shape().context()))
                throw new SessionStateException(
                        "the session was saved with other options (%s): open this one (%s) with the same"
                                .formatted(context, limits.shape().context()));
        }

        private int[] tokens() throws IOException {
            int count = number(Integer.MAX_VALUE);
            if (count > limits.contextLength())
                throw new SessionStateException(
                        "the saved session has %,d tokens, and there is room for %,d: open this one with more"
                                .formatted(count, limits.contextLength()));
            take((long) count * Integer.BYTES);
            var tokens = new int[count];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = data.readInt();
                if (tokens[i] < 0 || tokens[i] >= limits.vocabularySize())
                    throw damaged("there is no token %d".formatted(tokens[i]));
            }
            return tokens;
        }

        private float[] logits() throws IOException {
            int count = number(limits.vocabularySize());
            if (count != 0 && count != limits.vocabularySize()) throw damaged("it has %d logits".formatted(count));
            take((long) count * Float.BYTES);
            var logits = new float[count];
            for (int i = 0; i < count; i++) logits[i] = data.readFloat();
            return logits;
        }

        private int number(int max) throws IOException {
            take(Integer.BYTES);
            int number = data.readInt();
            if (number < 0 || number > max) throw damaged("%,d is not 0 to %,d".formatted(number, max));
            return number;
        }

        private String text() throws IOException {
            String text = data.readUTF();
            take(Short.BYTES + text.length()); // ASCII
            return text;
        }

        private void verifyChecksum() throws IOException {
            long expected = checked.getChecksum().getValue();
            if (data.readLong() != expected) throw damaged("its checksum is wrong");
        }

        /// Counts bytes before they are read, so that a number in a damaged file never asks for more than there is.
        private void take(long count) throws EOFException {
            left -= count;
            if (left < 0) throw new EOFException();
        }

        private static SessionStateException damaged(String how) {
            return new SessionStateException("the saved session is damaged: " + how);
        }
    }
}
