package dev.panallama.internal.worker;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One end of the two pipes between a program and its worker. Any thread may send; one receives.
///
/// A message on the wire: a mark, kind, call, the number of values and those. The mark tells when something else has
/// written into the pipe.
final class Wire {
    private static final int MOST_TEXT = 1 << 16;
    private static final int MARK = 0x6c6c616d; // "llam"

    private final DataInputStream in;
    private final OutputStream out;
    private final Buffer buffer = new Buffer();
    private byte[] stray = {}; // the beginning of what was no message

    Wire(InputStream in, OutputStream out) {
        this.in = new DataInputStream(new BufferedInputStream(in, 1 << 16));
        this.out = out;
    }

    /// Sends a message as one write.
    ///
    /// @throws IOException if the other end is gone
    void send(Message.Kind kind, int call, @Nullable Object... values) throws IOException {
        synchronized (buffer) {
            buffer.reset();
            var data = new DataOutputStream(buffer);
            data.writeInt(MARK);
            data.writeByte(kind.number());
            data.writeInt(call);
            data.writeByte(values.length);
            for (Object it : values) ValueWriter.write(data, it);
            buffer.flushTo(out);
        }
    }

    /// Waits for a message.
    ///
    /// @throws IOException if the other end is gone, or sends what is no message
    Message receive() throws IOException {
        int mark = in.readInt();
        if (mark != MARK) {
            stray = ByteBuffer.allocate(Integer.BYTES).putInt(mark).array();
            throw new StreamCorruptedException("something else than a message arrived");
        }
        Message.Kind kind = Message.Kind.of(in.readUnsignedByte());
        int call = in.readInt();
        var values = new @Nullable Object[in.readUnsignedByte()];
        var reader = new ValueReader(in);
        for (int i = 0; i < values.length; i++) values[i] = reader.read();
        return new Message(kind, call, values);
    }

    /// Reads as text what arrives in place of messages: Java writes there that it has crashed. Waits for the other end to
    /// close, or for more than anybody reads.
    String rest() {
        var text = new ByteArrayOutputStream();
        text.writeBytes(stray);
        try {
            text.writeBytes(in.readNBytes(MOST_TEXT));
        } catch (IOException _) { // as much as there was
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /// The bytes of a message until they are sent.
    private static final class Buffer extends ByteArrayOutputStream {
        private static final int KEPT = 1 << 20;

        void flushTo(OutputStream out) throws IOException {
            out.write(buf, 0, count);
            out.flush();
            if (buf.length > KEPT) buf = new byte[KEPT];
        }
    }
}
