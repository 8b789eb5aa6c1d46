package dev.panallama.runner.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// How a [Server] listens, and to whom. Immutable.
///
/// @param host the address, or the name of one
/// @param port 0 for one that is free
/// @param keys one of which a caller has to know; empty if none is asked for
/// @param origins web pages of these origins may ask as well, such as `https://example.org`; `*` within one is any
///     run of characters without `/`, alone it is all pages
/// @param maxBodyBytes how long a request may be, unpacked
/// @param idle how long a connection is kept on which nothing is asked as a whole: longer than 0
/// @param log the file that requests are noted in, a line of JSON each
/// @param listener hears of each request when it was answered, on a thread that must not wait
public record ServerOptions(
        String host,
        int port,
        Set<String> keys,
        Set<String> origins,
        long maxBodyBytes,
        Duration idle,
        Optional<Path> log,
        Consumer<? super ServedRequest> listener) {
    /// The port of Ollama, where its clients look.
    public static final int USUAL_PORT = 11434;

    private static final long MAX_BODY = 64L << 20;
    private static final Duration IDLE = Duration.ofMinutes(10);

    public ServerOptions {
        keys = Set.copyOf(keys);
        origins = Set.copyOf(origins);
        if (port < 0 || port > 65_535)
            throw new IllegalArgumentException("port is %d: give 0 to 65535".formatted(port));
        if (!idle.isPositive())
            throw new IllegalArgumentException("idle is %s: give more than nothing".formatted(idle));
        if (keys.stream().anyMatch(String::isBlank)) throw new IllegalArgumentException("a key is blank");
    }

    /// Returns options for this machine alone, without keys.
    public static ServerOptions defaults() {
        return new ServerOptions("127.0.0.1", USUAL_PORT, Set.of(), Set.of(), MAX_BODY, IDLE, Optional.empty(),
                _ -> {});
    }

    /// Returns these options at another address and port.
    public ServerOptions at(String address, int number) {
        return new ServerOptions(address, number, keys, origins, maxBodyBytes, idle, log, listener);
    }

    /// Returns these options with other keys.
    public ServerOptions withKeys(Set<String> all) {
        return new ServerOptions(host, port, all, origins, maxBodyBytes, idle, log, listener);
    }

    /// Returns these options with other origins.
    public ServerOptions withOrigins(Set<String> all) {
        return new ServerOptions(host, port, keys, all, maxBodyBytes, idle, log, listener);
    }

    /// Returns these options with another limit of a request's length.
    public ServerOptions withMaxBodyBytes(long bytes) {
        return new ServerOptions(host, port, keys, origins, bytes, idle, log, listener);
    }

    /// Returns these options with another time after which a connection ends on which nothing is asked.
    public ServerOptions withIdle(Duration time) {
        return new ServerOptions(host, port, keys, origins, maxBodyBytes, time, log, listener);
    }

    /// Returns these options with a file that requests are noted in: what they say, their queries and keys are not.
    public ServerOptions withLog(Path file) {
        return new ServerOptions(host, port, keys, origins, maxBodyBytes, idle, Optional.of(file), listener);
    }

    /// Returns these options with somebody who hears of each request when it was answered.
    ///
    /// @param hears is called on a thread that must not wait
    public ServerOptions withListener(Consumer<? super ServedRequest> hears) {
        return new ServerOptions(host, port, keys, origins, maxBodyBytes, idle, log, hears);
    }
}
