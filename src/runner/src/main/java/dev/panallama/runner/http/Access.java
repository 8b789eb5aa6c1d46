package dev.panallama.runner.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who may ask what. A browser sends the requests of any web page to this machine, so that `Host` and `Origin` decide
/// beside the key: a name that leads here by the page's own name server (DNS rebinding), or a page of another origin, is
/// refused.
///
/// @param local whether the server listens on this machine's own addresses alone
/// @param named the pages that may ask besides those of this machine
record Access(ServerOptions options, boolean local, Origins named) {
    private static final Set<String> OPEN_PATHS = Set.of("/", "/health", "/v1/health");
    private static final String OPEN_FILES = "/page/"; // those of the chat page, which asks for the key
    private static final Set<HttpMethod> CHANGES = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH,
            HttpMethod.DELETE);
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none"); // none is the reader, by an address or a mark
    private static final Set<String> DESKTOP_SCHEMES = Set.of(
            "app", "file", "tauri", "vscode-webview", "vscode-file"); // no web page has one of them

    static Access of(ServerOptions options) throws UnknownHostException {
        return new Access(options, InetAddress.getByName(options.host()).isLoopbackAddress(),
                Origins.of(options.origins()));
    }

    /// Returns why a request is not answered, if it is not.
    Optional<Problem> refusal(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        if (local && !isOwnName(hostOf(request)))
            return Optional.of(new Problem(Problem.Kind.FORBIDDEN, "this name is not one of this server"));
        if (origin != null && !isAllowed(origin, request))
            return Optional.of(new Problem(Problem.Kind.FORBIDDEN,
                    "pages of this origin may not ask: name it with --origins when starting the server"));
        if (isFromBrowser(request) && isChange(request.method()) && !isJson(request.headers()))
            return Optional.of(new Problem(Problem.Kind.WRONG_TYPE, "send Content-Type: application/json"));
        if (isSlippedIn(request) && !isOpen(request.path()))
            return Optional.of(new Problem(Problem.Kind.FORBIDDEN,
                    "pages of other origins may not fetch this as an image, a link or the like"));
        boolean preflight = request.method().equals(HttpMethod.OPTIONS); // browsers send no key with it
        if (!options.keys().isEmpty() && !preflight && !isOpen(request.path())
                && !knowsKey(request.headers()))
            return Optional.of(new Problem(Problem.Kind.UNAUTHENTICATED,
                    "the API key is missing or wrong: send Authorization: Bearer KEY"));
        return Optional.empty();
    }

    private static boolean isOpen(@Nullable String path) {
        return path != null && (OPEN_PATHS.contains(path) || path.startsWith(OPEN_FILES));
    }

    /// Tells a browser that its page may read the answer.
    void allow(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null || !isAllowed(origin, request)) return;
        HttpServerResponse response = request.response();
        response.putHeader("Access-Control-Allow-Origin", origin).putHeader("Vary", "Origin");
        if (!request.method().equals(HttpMethod.OPTIONS)) return;
        response.putHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, PATCH, DELETE, OPTIONS")
                .putHeader("Access-Control-Max-Age", "600");
        String headers = request.getHeader("Access-Control-Request-Headers");
        if (headers != null) response.putHeader("Access-Control-Allow-Headers", headers);
    }

    private static String hostOf(HttpServerRequest request) {
        return request.authority() == null ? "" : request.authority().host().toLowerCase(Locale.ROOT);
    }

    private static boolean isOwnName(String host) {
        return host.equals("localhost") || host.endsWith(".localhost") || isLoopbackAddress(host);
    }

    /// Only what is written as an address: a name is not looked up.
    private static boolean isLoopbackAddress(String host) {
        return host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]") || host.equals("::1");
    }

    private boolean isAllowed(String origin, HttpServerRequest request) {
        if (named.has(origin)) return true;
        URI page = parsed(origin);
        if (page == null || page.getScheme() == null) return false;
        String scheme = page.getScheme().toLowerCase(Locale.ROOT);
        if (DESKTOP_SCHEMES.contains(scheme)) return true;
        String host = page.getHost();
        if (host == null || !Set.of("http", "https").contains(scheme)) return false;
        return isOwnName(host.toLowerCase(Locale.ROOT))
                || page.getAuthority().equalsIgnoreCase(request.getHeader("Host"));
    }

    private static @Nullable URI parsed(String origin) {
        try {
            return URI.create(origin);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static boolean isFromBrowser(HttpServerRequest request) {
        return request.getHeader("Origin") != null || request.getHeader("Sec-Fetch-Site") != null;
    }

    /// Whether a page of another origin has a browser fetch something without saying who asks, as for an image or a link.
    private boolean isSlippedIn(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return site != null && !OWN_SITES.contains(site) && request.getHeader("Origin") == null && !named.all();
    }

    private static boolean isChange(HttpMethod method) {
        return CHANGES.contains(method);
    }

    private static boolean isJson(MultiMap headers) {
        String type = headers.get("Content-Type");
        return type != null && type.toLowerCase(Locale.ROOT).matches("application/([\\w.-]+\\+)?json( *;.*)?");
    }

    /// Compares in a time that does not depend on how much of a key is right.
    private boolean knowsKey(MultiMap headers) {
        String bearer = headers.get("Authorization");
        String given = bearer != null && bearer.regionMatches(true, 0, "Bearer ", 0, 7)
                ? bearer.substring(7).strip()
                : headers.get("X-Api-Key");
        if (given == null) return false;
        boolean known = false;
        for (String key : options.keys()) known |= MessageDigest.isEqual(bytes(key), bytes(given));
        return known;
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
