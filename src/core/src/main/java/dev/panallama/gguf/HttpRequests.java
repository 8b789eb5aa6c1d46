package dev.panallama.gguf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/// Asks a web server for parts of a file: follows redirects, sends a token to its own server only, and keeps a time limit.
final class HttpRequests implements AutoCloseable {
    private static final int MOST_REDIRECTS = 10;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Pattern STRONG_TAG = Pattern.compile("\"[\\x21\\x23-\\x7e]*\"");

    private final HttpClient client;
    private final RemoteOptions options;
    private final long begin = System.nanoTime();
    private WebAddress address;
    private boolean trusted = true; // until a redirect leads elsewhere

    HttpRequests(URI start, RemoteOptions options) {
        address = new WebAddress(start);
        this.options = options;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // an upgrade would be one more thing that a server can do wrong
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_LIMIT)
                .build();
    }

    String name() {
        return address.name();
    }

    /// Returns how many nanoseconds are left.
    long left() {
        return options.timeLimit().toNanos() - (System.nanoTime() - begin);
    }

    /// Asks for a range of bytes. The answer may be another; it must be closed.
    ///
    /// @param tag what the server called the file's state before; empty if nothing is known
    HttpResponse<InputStream> get(long first, long last, String tag) throws IOException {
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            HttpResponse<InputStream> answer = send(request(first, last, tag), last - first + 1);
            if (!REDIRECTS.contains(answer.statusCode())) return answer;
            answer.body().close();
            follow(answer.headers().firstValue("Location").orElse(""));
        }
        throw new IOException("%s redirects more than %d times: check the address".formatted(name(), MOST_REDIRECTS));
    }

    private void follow(String location) throws IOException {
        if (location.isEmpty())
            throw new IOException("%s redirects without saying where to: check the address".formatted(name()));
        WebAddress target = address.redirected(location);
        trusted = trusted && target.isSameOrigin(address);
        address = target;
    }

    private HttpRequest request(long first, long last, String tag) {
        var request = HttpRequest.newBuilder(address.uri())
                .header("Range", "bytes=%d-%d".formatted(first, last))
                .header("Accept-Encoding", "identity");
        if (STRONG_TAG.matcher(tag).matches()) request.header("If-Range", tag);
        if (trusted && !options.token().isEmpty()) request.header("Authorization", "Bearer " + options.token());
        return request.build();
    }

    /// Sends a request, and waits for the whole of a partial answer or for the beginning of another.
    private HttpResponse<InputStream> send(HttpRequest request, long most) throws IOException {
        CompletableFuture<HttpResponse<InputStream>> answer = client.sendAsync(
                request, info -> info.statusCode() == 206 ? whole(most) : BodySubscribers.ofInputStream());
        try {
            return answer.get(left(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw interrupted();
        } catch (TimeoutException _) {
            answer.cancel(true);
            throw late();
        } catch (ExecutionException failure) {
            throw unreadable(Objects.requireNonNullElse(failure.getCause(), failure));
        }
    }

    private static BodySubscriber<InputStream> whole(long most) {
        return BodySubscribers.mapping(
                BodySubscribers.limiting(BodySubscribers.ofByteArray(), most), ByteArrayInputStream::new);
    }

    CancellationException interrupted() {
        return new CancellationException("reading %s was interrupted".formatted(name()));
    }

    IOException late() {
        return new HttpTimeoutException(
                "%s did not answer within %s: try again, or allow more time".formatted(name(), options.timeLimit()));
    }

    IOException unreadable(Throwable cause) {
        String reason = Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
        return new IOException("%s cannot be read: %s".formatted(name(), reason), cause);
    }

    /// Ends what is still under way.
    @Override
    public void close() {
        client.shutdownNow();
    }
}
