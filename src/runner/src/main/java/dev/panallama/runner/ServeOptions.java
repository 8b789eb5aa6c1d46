package dev.panallama.runner;

import dev.panallama.runner.http.ServerOptions;
import java.util.Set;
import java.util.function.Consumer;

/// Where a [Runner] serves, and to whom. Immutable; start from [#defaults] and change what matters.
///
/// @param host the address to listen at, or the name of one
/// @param port 0 for one that is free
/// @param keys one of which a caller has to know; empty if none is asked for
/// @param origins web pages of these origins may ask as well, such as `https://example.org`; `*` within one is any
///     run of characters without `/`, alone it is all pages
/// @param listener hears of each request when it was answered, on a thread that must not wait
public record ServeOptions(
        String host, int port, Set<String> keys, Set<String> origins, Consumer<? super AnsweredRequest> listener) {
    /// The port where clients of Ollama look.
    public static final int USUAL_PORT = ServerOptions.USUAL_PORT;

    private static final ServeOptions DEFAULTS = new ServeOptions(
            "127.0.0.1", USUAL_PORT, Set.of(), Set.of(), _ -> {});

    /// @throws IllegalArgumentException if the port is none, or a key is blank
    public ServeOptions {
        keys = Set.copyOf(keys);
        origins = Set.copyOf(origins);
        var _ = ServerOptions.defaults().at(host, port).withKeys(keys);
    }

    /// Returns options for this machine alone, at the [usual port][#USUAL_PORT], without keys.
    public static ServeOptions defaults() {
        return DEFAULTS;
    }

    /// Returns these options at another address and port.
    public ServeOptions at(String address, int number) {
        return new ServeOptions(address, number, keys, origins, listener);
    }

    /// Returns these options with other keys.
    public ServeOptions withKeys(Set<String> all) {
        return new ServeOptions(host, port, all, origins, listener);
    }

    /// Returns these options with web pages of other origins.
    public ServeOptions withOrigins(Set<String> all) {
        return new ServeOptions(host, port, keys, all, listener);
    }

    /// Returns these options with somebody who hears of each request when it was answered.
    ///
    /// @param hears is called on a thread that must not wait
    public ServeOptions withListener(Consumer<? super AnsweredRequest> hears) {
        return new ServeOptions(host, port, keys, origins, hears);
    }

    ServerOptions toServer() {
        return ServerOptions.defaults()
                .at(host, port)
                .withKeys(keys)
                .withOrigins(origins)
                .withListener(it -> listener.accept(AnsweredRequest.of(it)));
    }
}
