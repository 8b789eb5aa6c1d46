package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.http.ServerOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who gets an answer and who does not.
final class AccessTest {
    private static TestServer open;
    private static TestServer locked;

    @BeforeAll
    static void start() throws Exception {
        open = TestServer.start(ServerOptions.defaults().at("127.0.0.1", 0)
                .withOrigins(Set.of("https://example.org", "chrome-extension://*", "http://192.168.*",
                        "https://*.example.net:8443"))
                .withMaxBodyBytes(100_000), TestServer.SERVING);
        locked = TestServer.start(
                ServerOptions.defaults().at("127.0.0.1", 0).withKeys(Set.of("secret", "other")), TestServer.SERVING);
    }

    @AfterAll
    static void stop() {
        open.close();
        locked.close();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200", "LOCALHOST, 200", "127.0.0.1, 200", "127.1.2.3, 200", "[::1], 200", "app.localhost, 200",
        "example.org, 403", "localhost.evil.test, 403", "127.0.0.1.evil.test, 403", "notlocalhost, 403", "10.0.0.1, 403"
    })
    void a_name_that_is_not_this_machine_s_is_refused(String host, int status) throws IOException {
        assertEquals(status, statusOf(open, "GET /api/version HTTP/1.1\r\nHost: %s\r\n".formatted(host)));
        assertEquals(status, statusOf(open, "GET /api/version HTTP/1.1\r\nHost: %s:11434\r\n".formatted(host)));
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost, true", "http://localhost:3000, true", "https://127.0.0.1:8443, true", "http://[::1]:1, true",
        "chrome-extension://abcdefgh, true", "http://192.168.1.5, true", "http://192.168.1.5:3000, true",
        "https://a.b.example.net:8443, true", "https://example.net:8443, false", "https://a.example.net, false",
        "https://192.168.1.5, false", "http://192x168.1.5, false", "https://evil.test/.example.net:8443, false",
        "moz-extension://abcdefgh, false",
        "https://example.org, true", "app://obsidian.md, true", "vscode-webview://1a2b, true",
        "https://example.com, false", "http://example.org, false", "http://notlocalhost, false",
        "http://localhost.evil.test, false", "null, false", "http://, false", "nonsense, false"
    })
    void pages_of_other_origins_are_refused(String origin, boolean allowed) throws IOException {
        String head = "GET /api/version HTTP/1.1\r\nHost: localhost\r\nOrigin: %s\r\n".formatted(origin);
        String answer = exchange(open, head);
        assertEquals(allowed ? 200 : 403, status(answer));
        assertEquals(allowed, answer.contains("access-control-allow-origin: " + origin + "\r\n")
                || answer.contains("Access-Control-Allow-Origin: " + origin + "\r\n"), answer);
    }

    @ParameterizedTest
    @CsvSource({
        "/props?model=bert, cross-site, 403", "/slots, cross-site, 403", "/v1/models, same-site, 403",
        "/panallama/models, cross-site, 403", "/props?model=nobody, same-origin, 404", "/v1/models, none, 200",
        "/, cross-site, 200", "/health, cross-site, 200", "/page/none, cross-site, 404"
    })
    void a_page_of_another_origin_has_nothing_fetched_as_an_image(String path, String site, int status)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(open.at(path)).header("Sec-Fetch-Site", site);
        assertEquals(status, open.send(request).statusCode());
        assertFalse(open.get("/api/ps").body().contains("bert"));
    }

    @Test
    void a_page_that_may_ask_may_do_so_from_another_site() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(open.at("/v1/models")).header("Sec-Fetch-Site",
                "cross-site");
        assertEquals(200, open.send(request.header("Origin", "https://example.org")).statusCode());
    }

    @Test
    void a_preflight_allows_whatever_headers_a_client_has() throws IOException {
        assertPreflight(open);
        assertPreflight(locked); // browsers send no key with it
    }

    private static void assertPreflight(TestServer server) throws IOException {
        String answer = exchange(server, """
                OPTIONS /v1/chat/completions HTTP/1.1\r
                Host: localhost\r
                Origin: http://localhost:3000\r
                Access-Control-Request-Method: POST\r
                Access-Control-Request-Headers: authorization,content-type,x-stainless-new\r
                """);
        assertEquals(204, status(answer));
        assertTrue(answer.contains("authorization,content-type,x-stainless-new"), answer);
        assertTrue(answer.contains("PATCH"), answer);
    }

    @Test
    void a_form_of_a_web_page_changes_nothing() throws Exception {
        HttpResponse<String> refused = open.send(open.posting("/api/generate", "{}")
                .header("Content-Type", "text/plain")
                .header("Origin", "http://localhost:3000"));
        assertEquals(415, refused.statusCode());
        HttpResponse<String> curl = open.send(open.posting("/api/generate", "{}")
                .header("Content-Type", "application/x-www-form-urlencoded"));
        assertEquals(400, curl.statusCode(), "what curl sends by itself is read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void a_page_that_changes_something_says_that_it_sends_json(String method) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(open.at("/panallama/conversations/nobody"))
                .method(method, BodyPublishers.ofString("{}"))
                .header("Origin", "http://localhost:3000");
        assertEquals(415, open.send(request.header("Content-Type", "text/plain")).statusCode());
        int status = open.send(request.setHeader("Content-Type", "application/json")).statusCode();
        assertTrue(status == 404 || status == 405, method + ": " + status);
    }

    @Test
    void a_path_that_is_written_wrong_is_refused() throws IOException {
        for (String path : Set.of("/v1/models/%zz", "/panallama/conversations/%", "/panallama/conversations/%2"))
            assertEquals(400, statusOf(open, "GET %s HTTP/1.1\r\nHost: localhost\r\n".formatted(path)), path);
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer secret, 200", "Authorization, bearer other, 200", "X-Api-Key, secret, 200",
        "Authorization, Bearer wrong, 401", "Authorization, Bearer secretx, 401", "Authorization, Basic secret, 401",
        "X-Api-Key, '', 401", "Accept, */*, 401"
    })
    void a_key_is_asked_for(String header, String value, int status) throws Exception {
        HttpResponse<String> answer = locked
                .send(HttpRequest.newBuilder(locked.at("/v1/models")).header(header, value));
        assertEquals(status, answer.statusCode());
        assertFalse(answer.body().contains("secret"), answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/v1/health", "/page/app.js"})
    void life_is_seen_without_a_key(String path) throws Exception {
        assertEquals(200, locked.get(path).statusCode());
    }

    @Test
    void a_request_that_is_too_long_is_refused() throws Exception {
        assertEquals(413, open.post("/v1/chat/completions", " ".repeat(200_000)).statusCode());
    }

    @Test
    void headers_without_end_are_refused() throws IOException {
        String head = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: %s\r\n".formatted("x".repeat(100_000));
        assertEquals(431, statusOf(open, head));
    }

    private static int statusOf(TestServer server, String head) throws IOException {
        return status(exchange(server, head));
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    /// Java's client would write the header Host itself.
    private static String exchange(TestServer server, String head) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.server().address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
