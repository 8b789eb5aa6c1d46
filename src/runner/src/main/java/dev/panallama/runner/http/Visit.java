package dev.panallama.runner.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is noted of a request. Any thread may note something.
final class Visit {
    private static final Pattern NAME = Pattern.compile("[\\w./:-]{1,300}");

    private final long start = System.nanoTime();
    private final HttpServerRequest request;
    private final String path;
    private volatile @Nullable String model;
    private volatile ServedRequest.@Nullable Usage usage;

    Visit(HttpServerRequest request) {
        this.request = request;
        path = Objects.requireNonNullElse(request.path(), "");
    }

    /// What is no name of a model is not noted: it may be anything, of any length.
    void note(String name) {
        if (NAME.matcher(name).matches()) model = name;
    }

    void note(int prompt, int generated) {
        usage = new ServedRequest.Usage(prompt, generated);
    }

    String address() {
        return request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
    }

    String method() {
        return request.method().name();
    }

    String path() {
        return path;
    }

    long milliseconds() {
        return (System.nanoTime() - start) / 1_000_000;
    }

    Optional<String> model() {
        return Optional.ofNullable(model);
    }

    Optional<ServedRequest.Usage> usage() {
        return Optional.ofNullable(usage);
    }
}
