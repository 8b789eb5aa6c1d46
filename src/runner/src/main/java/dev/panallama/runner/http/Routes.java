package dev.panallama.runner.http;

import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which endpoint answers what.
final class Routes {
    /// Where a request goes.
    ///
    /// @param rest what follows the path of a route that ends in `*`
    record Found(Route route, String rest) {}

    /// @param uploads whether the endpoint reads by itself what is sent
    record Route(Endpoint endpoint, boolean uploads) {}

    private final Map<String, Map<HttpMethod, Route>> exact = new HashMap<>();
    private final Map<String, Map<HttpMethod, Route>> prefixes = new HashMap<>();

    /// @param path begins with a slash; with `/*` at its end it takes everything below
    void add(HttpMethod method, String path, Route route) {
        boolean below = path.endsWith("/*");
        String key = below ? path.substring(0, path.length() - 1) : path;
        (below ? prefixes : exact).computeIfAbsent(key, _ -> new HashMap<>()).put(method, route);
    }

    /// Returns the route of a request. `HEAD` is answered as `GET` is where it has no route of its own; a slash at the end means nothing.
    ///
    /// @throws RequestException if there is none
    Found find(HttpMethod method, String path) {
        String plain = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        Map<HttpMethod, Route> found = exact.get(plain);
        if (found != null) return new Found(of(found, method), "");
        Optional<String> prefix = prefixes.keySet().stream().filter(plain::startsWith).findFirst();
        String before = prefix.orElseThrow(
                () -> new Problem(Problem.Kind.NOT_FOUND, "there is no such page").asException());
        return new Found(of(prefixes.getOrDefault(before, Map.of()), method),
                URLDecoder.decode(plain.substring(before.length()).replace("+", "%2B"), StandardCharsets.UTF_8));
    }

    private static Route of(Map<HttpMethod, Route> methods, HttpMethod method) {
        Route route = methods.get(method);
        if (route == null && method.equals(HttpMethod.HEAD)) route = methods.get(HttpMethod.GET);
        if (route != null) return route;
        throw new Problem(Problem.Kind.WRONG_METHOD, "this page does not know %s, but %s".formatted(method,
                methods.keySet().stream().map(HttpMethod::name).sorted().toList())).asException();
    }
}
