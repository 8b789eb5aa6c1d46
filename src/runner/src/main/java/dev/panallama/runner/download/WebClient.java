package dev.panallama.runner.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Asks web servers for what they have. It follows redirects itself, since each is checked: no server may send it to a
/// place that only this machine can reach, and a token goes to none but its own server. Any thread may use it.
public final class WebClient implements AutoCloseable {
    /// How long a server may stay silent.
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int REDIRECTS = 6;
    private static final int TEXT = 16 << 20; // bytes
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

    private static final int PROXY_ASKS = 407;

    private final HttpClient client;
    private final EnvironmentProxy proxies;
    private final Optional<Credential> credential;
    private final Duration patience;

    /// Creates a client that waits for [#PATIENCE].
    public WebClient(Optional<Credential> credential) {
        this(credential, PATIENCE);
    }

    /// @param patience how long a server may stay silent
    WebClient(Optional<Credential> credential, Duration patience) {
        this.credential = credential;
        this.patience = patience;
        proxies = new EnvironmentProxy(System.getenv(), ProxySelector.getDefault()).allowingPasswords();
        client = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(proxies)
                .build();
    }

    Duration patience() {
        return patience;
    }

    /// Returns a text, 16 MB at most. A server that fails is asked again.
    ///
    /// @throws RefusedException if the server does not give it
    /// @throws IOException if it cannot be had now
    public String text(URI uri) throws IOException, InterruptedException {
        return Attempts.toAsk(patience).of(() -> textNow(uri));
    }

    private String textNow(URI uri) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = get(uri, Optional.empty());
        try (InputStream body = new GuardedStream(response.body(), patience)) {
            byte[] bytes = body.readNBytes(TEXT + 1);
            if (bytes.length > TEXT) throw new RefusedException("%s sends too long a text".formatted(uri.getHost()));
            return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    /// Asks for a file, or a range of its bytes.
    ///
    /// @return an answer with status 200, or 206 for a range; the caller closes its body
    HttpResponse<InputStream> get(URI uri, Optional<String> range) throws IOException, InterruptedException {
        Destination.check(uri);
        URI at = uri;
        for (int i = 0; i <= REDIRECTS; i++) {
            HttpResponse<InputStream> response = send(at, range);
            if (response.statusCode() / 100 == 2) return response;
            if (response.statusCode() == PROXY_ASKS) throw refusal(at, PROXY_ASKS); // a tunnel's refusal has no body
            response.body().close();
            if (response.statusCode() / 100 != 3) throw refusal(at, response.statusCode());
            at = redirect(at, response);
        }
        throw new RefusedException("%s redirects again and again".formatted(uri.getHost()));
    }

    private HttpResponse<InputStream> send(URI uri, Optional<String> range) throws IOException, InterruptedException {
        try {
            return client.send(request(uri, range), BodyHandlers.ofInputStream());
        } catch (ConnectException _) { // says nothing itself
            throw new ConnectException(
                    "%s cannot be reached: look for the connection, or name a proxy by HTTPS_PROXY"
                            .formatted(uri.getHost()));
        }
    }

    private static URI redirect(URI from, HttpResponse<?> response) throws IOException {
        String location = response.headers().firstValue("Location")
                .orElseThrow(() -> new RefusedException("%s redirects to nowhere".formatted(from.getHost())));
        try {
            URI to = from.resolve(location);
            Destination.checkRedirect(from, to);
            return to;
        } catch (IllegalArgumentException _) {
            throw new RefusedException("%s redirects to what is no address".formatted(from.getHost()));
        }
    }

    private HttpRequest request(URI uri, Optional<String> range) {
        var request = HttpRequest.newBuilder(uri).timeout(patience).header("User-Agent", "panallama");
        range.ifPresent(it -> request.header("Range", it));
        proxies.authorization(uri).ifPresent(it -> request.header("Proxy-Authorization", it));
        credential.filter(it -> it.belongsTo(uri))
                .ifPresent(it -> request.header("Authorization", "Bearer " + it.token()));
        return request.build();
    }

    private static IOException refusal(URI uri, int status) {
        if (status == PROXY_ASKS)
            return new RefusedException(
                    "the proxy asks for a name and a password, or other ones: give HTTPS_PROXY as http://user:password@host:port",
                    status);
        String message = "%s answered %d".formatted(uri.getHost(), status);
        return PASSING.contains(status) ? new IOException(message) : new RefusedException(message, status);
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
