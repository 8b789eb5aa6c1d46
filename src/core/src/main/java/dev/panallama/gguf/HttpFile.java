package dev.panallama.gguf;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The bytes of a file on a web server, one after the other: in ranges that grow, or from the one answer of a server that
/// knows no ranges. A file that changes on the way is noticed.
final class HttpFile implements ReadableByteChannel {
    static final int FIRST_RANGE = 1 << 18;
    static final int LARGEST_RANGE = 1 << 22;

    private final HttpRequests requests;
    private final CompletableFuture<Void> limit = new CompletableFuture<>();
    private final byte[] buffer = new byte[1 << 16];
    private InputStream body = InputStream.nullInputStream();
    private String tag = "";
    private long size = Long.MAX_VALUE;
    private long range = FIRST_RANGE;
    private long position;
    private long left; // in the body
    private boolean open = true;

    private HttpFile(HttpRequests requests) {
        this.requests = requests;
    }

    /// Fetches the beginning of a file.
    static HttpFile open(URI address, RemoteOptions options) throws IOException {
        var file = new HttpFile(new HttpRequests(address, options));
        try {
            file.fetch();
            return file;
        } catch (Throwable failure) {
            file.close();
            throw failure;
        }
    }

    String name() {
        return requests.name();
    }

    long size() {
        return size;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (position == size) return -1;
        if (left == 0) fetch();
        int count = read((int) Math.min(Math.min(left, buffer.length), target.remaining()));
        if (count < 0) throw new IOException("%s broke off at byte %,d: try again".formatted(name(), position));
        target.put(buffer, 0, count);
        position += count;
        left -= count;
        return count;
    }

    private int read(int most) throws IOException {
        try {
            return body.read(buffer, 0, most);
        } catch (IOException failure) {
            if (limit.isDone()) throw requests.late();
            if (Thread.currentThread().isInterrupted()) throw requests.interrupted();
            throw requests.unreadable(failure);
        }
    }

    private void fetch() throws IOException {
        long last = Math.min(position + range, size) - 1;
        HttpResponse<InputStream> answer = requests.get(position, last, tag);
        body = answer.body();
        range = Math.min(2 * range, LARGEST_RANGE);
        checkEncoding(answer.headers());
        switch (answer.statusCode()) {
            case 206 -> part(answer.headers(), last);
            case 200 -> whole(answer.headers());
            default -> throw new IOException("%s: %s".formatted(name(), refusal(answer.statusCode())));
        }
    }

    private void part(HttpHeaders headers, long last) throws IOException {
        String value = headers.firstValue("Content-Range").orElse("");
        ContentRange range = ContentRange.parse(value)
                .filter(it -> it.first() == position && it.last() <= last)
                .orElseThrow(
                        () -> new IOException("%s was asked for bytes %d-%d and answers \"%s\": fetch the file whole"
                                .formatted(name(), position, last, shortened(value))));
        checkUnchanged(headers, range.size());
        left = range.length();
    }

    /// The server knows no ranges: what is not needed of its answer is never fetched.
    private void whole(HttpHeaders headers) throws IOException {
        OptionalLong length = length(headers);
        if (position > 0) throw changed();
        size = length.orElseThrow(() -> new IOException(
                "%s tells neither ranges nor the size of the file: fetch the file whole".formatted(name())));
        left = size;
        var _ = limit.completeOnTimeout(null, requests.left(), TimeUnit.NANOSECONDS).thenRun(this::closeBody);
    }

    private OptionalLong length(HttpHeaders headers) throws IOException {
        try {
            OptionalLong length = headers.firstValueAsLong("Content-Length");
            if (length.orElse(0) >= 0) return length;
        } catch (NumberFormatException _) {
            // no number at all
        }
        throw new IOException("%s tells a size that is none: fetch the file whole".formatted(name()));
    }

    private void checkUnchanged(HttpHeaders headers, long sizeNow) throws IOException {
        String tagNow = headers.firstValue("ETag").or(() -> headers.firstValue("Last-Modified")).orElse("");
        if (position > 0 && (sizeNow != size || !tagNow.equals(tag))) throw changed();
        size = sizeNow;
        tag = tagNow;
    }

    private IOException changed() {
        return new IOException("%s changed while it was read: try again".formatted(name()));
    }

    private void checkEncoding(HttpHeaders headers) throws IOException {
        String encoding = headers.firstValue("Content-Encoding").orElse("identity");
        if (!encoding.equalsIgnoreCase("identity"))
            throw new IOException("%s is sent as %s, in which nothing can be found: fetch the file whole"
                    .formatted(name(), shortened(encoding)));
    }

    private String refusal(int status) {
        return switch (status) {
            case 401 -> "the server asks who wants it (401): give a token, or another one";
            case 403 -> "the server refuses it (403): ask its owner for access, or give a token that has it";
            case 404, 410 -> "there is no such file (%d): check the address".formatted(status);
            case 416 -> position == 0
                    ? "the file is empty (416): check the address"
                    : "the file changed while it was read (416): try again";
            case 429 -> "the server had too many requests (429): try again later";
            default -> status >= 500
                    ? "the server failed (%d): try again later".formatted(status)
                    : "the server answers %d: check the address in a browser".formatted(status);
        };
    }

    private static String shortened(String value) {
        return value.length() <= 60 ? value : value.substring(0, 60) + "…";
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        limit.cancel(false);
        closeBody();
        requests.close();
    }

    private void closeBody() {
        try {
            body.close();
        } catch (IOException _) {
            // nothing more is asked of it
        }
    }
}
