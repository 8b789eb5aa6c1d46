package dev.panallama.runner.http;

import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Which endpoint answers what. A path that is written out comes before one with open places.
final class Routes {
    /// Where a request goes.
    ///
    /// @param values what stands in the path where the route is open
    record Found(Route route, List<String> values) {}

    /// @param uploads whether the endpoint reads by itself what is sent
    record Route(Endpoint endpoint, boolean uploads) {}

    private static final Pattern OPEN = Pattern.compile("\\{}|\\*$");

    /// Paths of one shape.
    private record Shape(Pattern pattern, Map<HttpMethod, Route> methods) {}

    private final Map<String, Map<HttpMethod, Route>> exact = new HashMap<>();
    private final Map<String, Shape> open = new LinkedHashMap<>();

    /// @param path begins with a slash; `{}` takes one part of a path, and `/*` at its end everything below
    void add(HttpMethod method, String path, Route route) {
        Map<HttpMethod, Route> methods = OPEN.matcher(path).find()
                ? open.computeIfAbsent(path, it -> new Shape(pattern(it), new HashMap<>())).methods()
                : exact.computeIfAbsent(path, _ -> new HashMap<>());
        methods.put(method, route);
    }

    private static Pattern pattern(String path) {
        return Pattern.compile(OPEN.matcher(path).replaceAll(it -> it.group().equals("*") ? "(.*)" : "([^/]+)"));
    }

    /// Returns the route of a request. `HEAD` is answered as `GET` is where it has no route of its own; a slash at the end means nothing.
    ///
    /// @throws RequestException if there is none
    Found find(HttpMethod method, String path) {
        String plain = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        Map<HttpMethod, Route> found = exact.get(plain);
        if (found != null) return new Found(of(found, method), List.of());
        for (Shape it : open.values()) {
            Matcher parts = it.pattern().matcher(plain);
            if (parts.matches()) return new Found(of(it.methods(), method), values(parts));
        }
        throw new Problem(Problem.Kind.NOT_FOUND, "there is no such page").asException();
    }

    private static List<String> values(Matcher parts) {
        try {
            return IntStream.rangeClosed(1, parts.groupCount()).mapToObj(it -> decoded(parts.group(it))).toList();
        } catch (IllegalArgumentException malformed) {
            throw new Problem(Problem.Kind.INVALID, "the path has a % that is followed by no two digits").asException();
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Route of(Map<HttpMethod, Route> methods, HttpMethod method) {
        Route route = methods.get(method);
        if (route == null && method.equals(HttpMethod.HEAD)) route = methods.get(HttpMethod.GET);
        if (route != null) return route;
        throw new Problem(Problem.Kind.WRONG_METHOD, "this page does not know %s, but %s".formatted(method,
                methods.keySet().stream().map(HttpMethod::name).sorted().toList())).asException();
    }
}
