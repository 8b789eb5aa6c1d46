package dev.panallama.runner.desktop.app;

import dev.panallama.runner.ServeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Where the window's server listens, and to whom. Immutable.
///
/// @param port 0 for one that is free
/// @param network whether other machines may ask too
/// @param key which a caller has to know; empty if none is asked for
record Serving(int port, boolean network, String key) {
    /// This machine alone, where clients of Ollama look.
    static final Serving USUAL = new Serving(ServeOptions.USUAL_PORT, false, "");

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEY_BYTES = 24;

    /// Returns a key that nobody guesses.
    static String newKey() {
        var bytes = new byte[KEY_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// @throws IllegalArgumentException if everybody could ask who can reach it
    ServeOptions options() {
        if (network && key.isBlank())
            throw new IllegalArgumentException("Other machines can reach it: give a key that they have to know.");
        return ServeOptions.defaults()
                .at(network ? "0.0.0.0" : "127.0.0.1", port)
                .withKeys(key.isBlank() ? Set.of() : Set.of(key));
    }

    /// Returns the address for those who may ask.
    ///
    /// @param here how this machine reaches it
    URI address(URI here) {
        if (!network) return here;
        try (var socket = new DatagramSocket()) {
            socket.connect(InetAddress.getByName("192.0.2.1"), 9); // sends nothing: tells by which address others are reached
            return URI.create("http://%s:%d".formatted(socket.getLocalAddress().getHostAddress(), here.getPort()));
        } catch (IOException | UncheckedIOException _) {
            return here; // there is no network now
        }
    }

    static Serving read(JsonNode json) {
        return new Serving(Math.clamp(json.path("port").asInt(USUAL.port), 0, 65_535),
                json.path("network").asBoolean(false), json.path("key").asString(""));
    }

    ObjectNode json() {
        return JsonNodeFactory.instance.objectNode().put("port", port).put("network", network).put("key", key);
    }
}
