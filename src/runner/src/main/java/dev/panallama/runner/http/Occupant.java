package dev.panallama.runner.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who listens where a server wanted to. Ollama and Panallama say who they are to anybody who asks for `/`.
final class Occupant {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Pattern NAMED = Pattern.compile("(Ollama|Panallama) is running\\s*");

    private Occupant() {}

    /// Returns the name of a program that says it; empty if none listens there, or one that does not.
    static Optional<String> of(String host, int port) {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpRequest request = HttpRequest.newBuilder(address(host, port)).timeout(PATIENCE).build();
            Matcher answer = NAMED.matcher(http.send(request, BodyHandlers.ofString()).body());
            return answer.matches() ? Optional.of(answer.group(1)) : Optional.empty();
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static URI address(String host, int port) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        String reached = (address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address).getHostAddress();
        return URI.create("http://%s:%d/".formatted(reached.contains(":") ? "[" + reached + "]" : reached, port));
    }
}
