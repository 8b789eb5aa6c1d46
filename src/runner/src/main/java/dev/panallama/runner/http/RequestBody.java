package dev.panallama.runner.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a client sends as a whole, as it comes and until it is answered. Its length has a limit, unpacked too, and it takes room of
/// that for all. Any thread may read or drop it.
final class RequestBody {
    private static final int LONGEST = Integer.MAX_VALUE - 8; // bytes of an array

    private final Coding coding;
    private final int most;
    private final BodyRoom room;
    private @Nullable Buffer sent = Buffer.buffer(); // until it is read or dropped
    private long held; // bytes of the room

    /// How it is packed (RFC 9110, 8.4.1).
    private enum Coding {
        IDENTITY, GZIP, DEFLATE
    }

    private RequestBody(Coding coding, int most, BodyRoom room) {
        this.coding = coding;
        this.most = most;
        this.room = room;
    }

    /// Returns one of which nothing has come yet.
    ///
    /// @param most its longest length, in bytes
    /// @throws RequestException if it is going to be packed in a way that is not known
    static RequestBody of(HttpServerRequest request, long most, BodyRoom room) {
        String name = request.getHeader("Content-Encoding");
        Coding coding = switch (name == null ? "identity" : name.strip().toLowerCase(Locale.ROOT)) {
            case "identity", "" -> Coding.IDENTITY;
            case "gzip", "x-gzip" -> Coding.GZIP;
            case "deflate" -> Coding.DEFLATE;
            default -> throw new Problem(Problem.Kind.WRONG_TYPE,
                    "a request is read as it is, or with Content-Encoding gzip or deflate: send it so").asException();
        };
        return new RequestBody(coding, (int) Math.min(most, LONGEST), room);
    }

    /// @throws RequestException if it is going to be packed
    void refuseIfPacked() {
        if (coding != Coding.IDENTITY)
            throw new Problem(Problem.Kind.WRONG_TYPE, "a file is sent as it is, without Content-Encoding")
                    .asException();
    }

    /// Begins to receive. Called on the event loop, before anything has come.
    ///
    /// @param whole is called when all is there
    /// @param refused is called instead if it is not taken; what still comes is dropped
    void receive(HttpServerRequest request, Runnable whole, Consumer<Problem> refused) {
        request.handler(part -> {
            try {
                add(part);
            } catch (RequestException tooMuch) {
                drop();
                refused.accept(tooMuch.problem());
            }
        });
        request.endHandler(_ -> {
            if (!isDropped()) whole.run();
        });
    }

    private synchronized void add(Buffer part) {
        if (sent == null) return;
        if (sent.length() > most - part.length()) throw tooLong();
        hold(part.length());
        sent.appendBuffer(part);
    }

    private synchronized boolean isDropped() {
        return sent == null;
    }

    /// Takes room, which it has until it is dropped.
    private synchronized void hold(int bytes) {
        if (isDropped()) throw Cancellation.gone();
        room.take(bytes, held);
        held += bytes;
    }

    /// Lets go of it.
    synchronized void drop() {
        sent = null;
        room.give(held);
        held = 0;
    }

    /// Returns the JSON that was sent. It has the room of what it was read from, until it is dropped.
    ///
    /// @throws RequestException if it is none, cannot be unpacked, or gets too long
    JsonNode json() {
        boolean read = false;
        try (InputStream unpacked = unpacked(new Reading(received()))) {
            JsonNode json = RequestJson.of(unpacked);
            read = true;
            return json;
        } catch (IOException broken) {
            throw damaged(broken);
        } finally {
            if (read) forget();
            else drop();
        }
    }

    private synchronized void forget() {
        sent = null;
    }

    private synchronized Buffer received() {
        if (sent == null) throw Cancellation.gone();
        return sent;
    }

    private InputStream unpacked(Reading packed) throws IOException {
        if (packed.bytes.length() == 0) return packed;
        return switch (coding) {
            case IDENTITY -> packed;
            case GZIP -> new Unpacking(new GZIPInputStream(packed));
            case DEFLATE -> new Unpacking(new InflaterInputStream(packed));
        };
    }

    private RequestException damaged(IOException broken) {
        return new Problem(Problem.Kind.INVALID, "the request is packed as %s, but damaged or cut off: %s"
                .formatted(coding.name().toLowerCase(Locale.ROOT), broken.getMessage())).asException();
    }

    private RequestException tooLong() {
        return new Problem(Problem.Kind.TOO_LARGE, "the request is longer than %,d bytes".formatted(most))
                .asException();
    }

    /// Reads bytes where they are.
    private static final class Reading extends InputStream {
        private final Buffer bytes;
        private int position;

        Reading(Buffer bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return position == bytes.length() ? -1 : bytes.getUnsignedByte(position++);
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = Math.min(length, bytes.length() - position);
            if (count == 0 && length > 0) return -1;
            bytes.getBytes(position, position + count, target, offset);
            position += count;
            return count;
        }

        @Override
        public int available() {
            return bytes.length() - position;
        }
    }

    /// Unpacks while it is read, so that what is unpacked is nowhere as a whole.
    private final class Unpacking extends InputStream {
        private final InputStream in;
        private int length;

        Unpacking(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            int read = unpack(target, offset, count);
            if (read <= 0) return read;
            if (read > most - length) throw tooLong();
            length += read;
            hold(read);
            return read;
        }

        private int unpack(byte[] target, int offset, int count) {
            try {
                return in.read(target, offset, count);
            } catch (IOException broken) {
                throw damaged(broken);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
