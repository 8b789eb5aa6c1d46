package dev.panallama.runner.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.store.FileServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
    private static final byte[] FILE = randomBytes(1_000_000);
    private static final long CHUNK = 150_000;
    private static final Duration PATIENCE = Duration.ofMillis(600);

    @TempDir
    Path folder;

    private FileServer server;
    private Path partial;

    @BeforeEach
    void start() throws IOException {
        server = new FileServer().with("/model.gguf", FILE);
        partial = folder.resolve("model.part");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_file_comes_in_several_ranges() throws Exception {
        download("/model.gguf");
        assertFetched();
        assertTrue(server.requests.size() >= 7, server.requests::toString);
    }

    @Test
    void a_server_without_ranges_sends_it_whole() throws Exception {
        server.ranges = false;
        download("/model.gguf");
        assertFetched();
        assertEquals(List.of("/model.gguf all"), server.requests.stream().distinct().toList());
    }

    @Test
    void ranges_that_break_off_or_fall_silent_go_on_where_they_ended() throws Exception {
        server.endings
                .addAll(List.of(FileServer.Ending.BROKEN_OFF, FileServer.Ending.SILENT, FileServer.Ending.BROKEN_OFF));
        download("/model.gguf");
        assertFetched();
        assertTrue(server.requests.size() >= 10, server.requests::toString); // more if a busy machine falls silent too
        assertTrue(server.requests.stream().filter(DownloadTest::beginsWithinChunk).count() >= 3,
                server.requests::toString);
    }

    private static boolean beginsWithinChunk(String request) {
        String first = request.substring(request.indexOf('=') + 1, request.lastIndexOf('-'));
        return Long.parseLong(first) % CHUNK != 0;
    }

    @Test
    void what_an_interrupted_download_has_is_not_fetched_again() throws Exception {
        downloadIsInterrupted();
        server.requests.clear();
        download("/model.gguf");
        assertFetched();
        assertTrue(server.requests.size() <= 6, server.requests::toString);
    }

    @Test
    void a_file_that_has_changed_is_begun_anew() throws Exception {
        downloadIsInterrupted();
        byte[] other = new byte[FILE.length];
        server.with("/model.gguf", other);
        download("/model.gguf");
        assertArrayEquals(other, Files.readAllBytes(partial));
    }

    @Test
    void what_is_noted_counts_as_far_as_the_file_reaches() throws Exception {
        downloadIsInterrupted();
        Files.delete(partial);
        download("/model.gguf");
        assertFetched();
    }

    @Test
    void what_cannot_be_told_from_another_file_is_begun_anew() throws Exception {
        server.tags = false;
        downloadIsInterrupted();
        byte[] other = new byte[FILE.length];
        server.with("/model.gguf", other);
        download("/model.gguf");
        assertArrayEquals(other, Files.readAllBytes(partial));
        server.tags = true;
        downloadIsInterrupted();
        server.with("/another.gguf", FILE).with("/model.gguf", FILE);
        download("/another.gguf");
        assertFetched();
    }

    @Test
    void a_length_that_is_not_the_wanted_one_is_refused() {
        var refused = assertThrows(RefusedException.class, () -> {
            try (var web = new WebClient(Optional.empty(), PATIENCE)) {
                new Download(web, server.uri("/model.gguf"), partial, CHUNK).run(OptionalLong.of(5), _ -> {});
            }
        });
        assertEquals("localhost has 1,000,000 bytes where 5 belong", refused.getMessage());
        assertFalse(Files.exists(partial));
    }

    @Test
    void a_token_goes_to_its_own_server_alone() throws Exception {
        try (var elsewhere = new FileServer().with("/other.gguf", FILE)) {
            server.redirects.put("/model.gguf", elsewhere.uri("/other.gguf").toString());
            try (var web = new WebClient(Optional.of(new Credential(server.uri("/"), "secret")), PATIENCE)) {
                new Download(web, server.uri("/model.gguf"), partial, CHUNK).run(OptionalLong.empty(), _ -> {});
            }
            assertFetched();
            assertEquals(List.of("Bearer secret"), server.tokens.stream().distinct().toList());
            assertEquals(List.of("none"), elsewhere.tokens.stream().distinct().toList());
        }
    }

    @Test
    void addresses_that_a_server_on_the_internet_must_not_send_us_to_are_refused() {
        URI origin = URI.create("https://192.0.2.1/model");
        for (String to : new String[]{"http://192.0.2.7/plain", "https://127.0.0.1/x", "https://localhost/x",
            "https://[::1]/x",
            "https://10.1.2.3/x", "https://192.168.0.1/x", "https://169.254.169.254/latest", "https://[fd00::1]/x",
            "https://100.64.0.1/x", "https://0.0.0.0/x", "file:///etc/passwd", "ftp://192.0.2.1/x"})
            assertThrows(RefusedException.class, () -> Destination.checkRedirect(origin, URI.create(to)), to);
    }

    @Test
    void an_endless_chain_of_redirects_ends() {
        server.redirects.put("/model.gguf", "/model.gguf");
        var refused = assertThrows(RefusedException.class, () -> download("/model.gguf"));
        assertEquals("localhost redirects again and again", refused.getMessage());
    }

    @Test
    void proxies_of_the_environment_are_used_but_for_what_is_excepted() {
        var proxy = new EnvironmentProxy(
                java.util.Map.of("HTTPS_PROXY", "http://proxy.example:3128", "no_proxy",
                        "internal.example, .local, *.corp.example, ported.example:443"),
                java.net.ProxySelector.of(null));
        assertEquals("proxy.example", host(proxy, "https://hub.example/x"));
        for (String direct : new String[]{"https://internal.example/", "https://a.internal.example/",
            "https://x.local/", "https://a.corp.example/", "https://ported.example/",
            "http://hub.example/x"})
            assertEquals("none", host(proxy, direct), direct);
    }

    private static String host(java.net.ProxySelector proxies, String uri) {
        var address = (java.net.InetSocketAddress) proxies.select(URI.create(uri)).getFirst().address();
        return address == null ? "none" : address.getHostString();
    }

    private void download(String path) throws IOException, InterruptedException {
        try (var web = new WebClient(Optional.empty(), PATIENCE)) {
            new Download(web, server.uri(path), partial, CHUNK).run(OptionalLong.of(FILE.length), _ -> {});
        }
    }

    private void downloadIsInterrupted() throws InterruptedException {
        server.slow = true;
        Thread thread = Thread.ofVirtual()
                .start(() -> assertThrows(InterruptedException.class, () -> download("/model.gguf")));
        while (server.requests.size() < 5) Thread.sleep(10);
        thread.interrupt();
        thread.join();
        server.slow = false;
    }

    private void assertFetched() throws IOException {
        assertArrayEquals(FILE, Files.readAllBytes(partial));
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
