package dev.panallama.runner.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/// What a client sends as a whole, as it comes and when it is there. Its length has a limit, unpacked too.
final class RequestBody {
    private static final int LONGEST = Integer.MAX_VALUE - 8; // bytes of an array

    private final Buffer sent = Buffer.buffer();
    private final Coding coding;
    private final int most;
    private boolean refused;

    /// How it is packed (RFC 9110, 8.4.1).
    private enum Coding {
        IDENTITY, GZIP, DEFLATE
    }

    private RequestBody(Coding coding, int most) {
        this.coding = coding;
        this.most = most;
    }

    /// Returns one of which nothing has come yet.
    ///
    /// @param most its longest length, in bytes
    /// @throws RequestException if it is going to be packed in a way that is not known
    static RequestBody of(HttpServerRequest request, long most) {
        String name = request.getHeader("Content-Encoding");
        Coding coding = switch (name == null ? "identity" : name.strip().toLowerCase(Locale.ROOT)) {
            case "identity", "" -> Coding.IDENTITY;
            case "gzip", "x-gzip" -> Coding.GZIP;
            case "deflate" -> Coding.DEFLATE;
            default -> throw new Problem(Problem.Kind.WRONG_TYPE,
                    "a request is read as it is, or with Content-Encoding gzip or deflate: send it so").asException();
        };
        return new RequestBody(coding, (int) Math.min(most, LONGEST));
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
            if (this.refused) return;
            try {
                add(part);
            } catch (RequestException tooLong) {
                this.refused = true;
                refused.accept(tooLong.problem());
            }
        });
        request.endHandler(_ -> {
            if (!this.refused) whole.run();
        });
    }

    private void add(Buffer part) {
        if (sent.length() > most - part.length()) throw tooLong();
        sent.appendBuffer(part);
    }

    /// Returns all that was sent, unpacked.
    ///
    /// @throws RequestException if it cannot be unpacked, or gets too long
    byte[] bytes() {
        byte[] bytes = sent.getBytes();
        if (coding == Coding.IDENTITY || bytes.length == 0) return bytes;
        try (InputStream unpacked = unpacked(new ByteArrayInputStream(bytes))) {
            byte[] all = unpacked.readNBytes(most);
            if (unpacked.read() >= 0) throw tooLong();
            return all;
        } catch (IOException broken) {
            throw new Problem(Problem.Kind.INVALID, "the request is packed as %s, but damaged or cut off: %s"
                    .formatted(coding.name().toLowerCase(Locale.ROOT), broken.getMessage())).asException();
        }
    }

    private InputStream unpacked(InputStream packed) throws IOException {
        return coding == Coding.GZIP ? new GZIPInputStream(packed) : new InflaterInputStream(packed);
    }

    private RequestException tooLong() {
        return new Problem(Problem.Kind.TOO_LARGE, "the request is longer than %,d bytes".formatted(most))
                .asException();
    }
}
