package dev.panallama.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.LlamaSource;
import dev.panallama.TestModels;
import dev.panallama.error.GgufException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Headers of files on a web server of this machine, which is sometimes an odd one.
final class RemoteGgufTest {
    private static final int HEADER = 900_000;

    @TempDir
    private Path folder;

    @Test
    void a_real_model_reads_equal_from_the_web_and_only_its_beginning_is_fetched() throws IOException {
        byte[] model = Files.readAllBytes(TestModels.smolLm2());
        try (var server = FileServer.of(model)) {
            Gguf remote = Gguf.read(server.address("/model.gguf"));
            assertEquals(Gguf.read(TestModels.smolLm2()), remote);
            long last = server.requests().getLast().range()[1];
            assertTrue(last < 3 * remote.dataOffset(), "fetched up to " + last + " of " + remote.dataOffset());
            assertTrue(server.requests().size() < 8, "requests: " + server.requests().size());
        }
    }

    @Test
    void the_largest_vocabulary_of_the_source_reads_equal_from_the_web() throws IOException {
        Path file = LlamaSource.models().stream().max(Comparator.comparing(it -> it.toFile().length())).orElseThrow();
        try (var server = FileServer.of(Files.readAllBytes(file))) {
            assertEquals(Gguf.read(file), Gguf.read(server.address("/vocab.gguf")), file.toString());
        }
    }

    @Test
    void ranges_grow_and_name_the_state_that_was_seen_first() throws IOException {
        try (var server = FileServer.of(large())) {
            Gguf.read(server.address("/a.gguf"));
            List<FileServer.Request> requests = server.requests();
            assertEquals("bytes=0-262143", requests.get(0).headers().get("range"));
            assertEquals("bytes=262144-786431", requests.get(1).headers().get("range"));
            assertFalse(requests.get(0).headers().containsKey("if-range"));
            assertEquals("\"one\"", requests.get(1).headers().get("if-range"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirects_are_followed(int status) throws IOException {
        byte[] file = small();
        try (var server = new FileServer((request, out) -> {
            switch (request.path()) {
                case "/a" -> FileServer.redirect(out, status, "b/c?x=1");
                case "/b/c?x=1" -> FileServer.redirect(out, status, "../d");
                default -> FileServer.sendRange(request, out, file);
            }
        })) {
            assertEquals("tiny", Gguf.read(server.address("/a")).text("general.name").orElseThrow());
            assertEquals("/d", server.requests().getLast().path());
        }
    }

    @Test
    void endless_redirects_end() throws IOException {
        try (var server = new FileServer((request, out) -> FileServer.redirect(out, 302, request.path() + "x"))) {
            refused("redirects more than 10 times", () -> Gguf.read(server.address("/a")));
            assertEquals(11, server.requests().size());
        }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"file:///etc/passwd", "ftp://localhost/a", "mailto:a@b", "http:///a", "http://[", "jar:http://a!/b"})
    void redirects_out_of_the_web_are_refused(String location) throws IOException {
        try (var server = new FileServer((_, out) -> FileServer.redirect(out, 302, location))) {
            refused("redirects to where nothing can be read", () -> Gguf.read(server.address("/a")));
            assertEquals(1, server.requests().size());
        }
    }

    @Test
    void a_redirect_never_leads_from_https_to_http() throws IOException {
        var secret = new WebAddress(URI.create("https://a.example/file"));
        refused("redirects from https to http", () -> secret.redirected("http://a.example/file"));
        refused("redirects from https to http", () -> secret.redirected("HTTP://a.example/file"));
        assertEquals("https://b.example/x", secret.redirected("//b.example/x").name());
        var open = new WebAddress(URI.create("http://a.example/file"));
        assertEquals("https://a.example/file", open.redirected("https://a.example/file").name());
        assertFalse(open.isSameOrigin(open.redirected("https://a.example/file")));
        assertTrue(secret.isSameOrigin(secret.redirected("https://A.example:443/other")));
        assertFalse(secret.isSameOrigin(secret.redirected("https://a.example:444/other")));
        assertFalse(secret.isSameOrigin(secret.redirected("https://b.example/other")));
    }

    @Test
    void a_redirect_without_a_place_is_refused() throws IOException {
        try (var server = new FileServer((_, out) -> FileServer.send(out, "302 Found", List.of(), 0))) {
            refused("without saying where to", () -> Gguf.read(server.address("/a")));
        }
    }

    @Test
    void a_token_goes_to_its_own_server_and_to_no_other() throws IOException {
        byte[] file = small();
        try (var other = FileServer.of(file); var server = new FileServer((request, out) -> {
            if (request.path().equals("/a")) FileServer.redirect(out, 302, "/b");
            else FileServer.redirect(out, 302, other.address("/c").toString());
        })) {
            var options = RemoteOptions.defaults().withToken("hf_secret");
            assertEquals("tiny", Gguf.read(server.address("/a"), options).text("general.name").orElseThrow());
            for (FileServer.Request it : server.requests())
                assertEquals("Bearer hf_secret", it.headers().get("authorization"));
            assertFalse(other.requests().getFirst().headers().containsKey("authorization"));
            assertFalse(options.toString().contains("secret"));
        }
    }

    @Test
    void of_a_server_without_ranges_no_more_is_taken_than_needed() throws IOException {
        byte[] header = small();
        long size = 50L << 30;
        var sent = new AtomicLong();
        try (var server = new FileServer((_, out) -> {
            FileServer.send(out, "200 OK", List.of(), size);
            out.write(header);
            for (var padding = new byte[1 << 16]; sent.get() < 1L << 30; sent.addAndGet(padding.length))
                out.write(padding);
        })) {
            assertEquals("tiny", Gguf.read(server.address("/a")).text("general.name").orElseThrow());
            assertEquals(1, server.requests().size());
        }
        assertTrue(sent.get() < 64 << 20, "the server could send " + sent);
    }

    @Test
    void a_file_that_was_cut_short_is_noticed() throws IOException {
        byte[] model = Files.readAllBytes(TestModels.smolLm2());
        byte[] cut = Arrays.copyOf(model, model.length - 1);
        try (var server = FileServer.of(cut); var plain = new FileServer((_, out) -> {
            FileServer.send(out, "200 OK", List.of(), cut.length);
            out.write(cut);
        })) {
            for (URI it : List.of(server.address("/a"), plain.address("/a"))) {
                var refused = assertThrows(GgufException.class, () -> Gguf.read(it));
                assertTrue(String.valueOf(refused.getMessage()).contains("inside its tensor"), refused.getMessage());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"'ETag: \"two\"', 0", "'ETag: \"one\"', 1", "'', 0"})
    void a_file_that_changes_on_the_way_is_noticed(String tag, int longer) throws IOException {
        byte[] file = large();
        try (var server = new FileServer((request, out) -> {
            boolean begin = request.range()[0] == 0;
            byte[] now = Arrays.copyOf(file, file.length + (begin ? 0 : longer));
            FileServer.sendRange(request, out, now, begin ? "ETag: \"one\"" : tag);
        })) {
            refused("changed while it was read", () -> Gguf.read(server.address("/a")));
        }
    }

    @Test
    void a_server_that_sends_the_whole_file_anew_tells_that_it_changed() throws IOException {
        byte[] file = large();
        try (var server = new FileServer((request, out) -> {
            if (request.headers().containsKey("if-range")) {
                FileServer.send(out, "200 OK", List.of(), file.length);
                out.write(file);
            } else {
                FileServer.sendRange(request, out, file, "ETag: \"one\"");
            }
        })) {
            refused("changed while it was read", () -> Gguf.read(server.address("/a")));
        }
    }

    @ParameterizedTest
    @CsvSource({"401, give a token", "403, ask its owner for access", "404, check the address",
        "410, check the address",
        "416, the file is empty", "429, try again later", "500, try again later", "503, try again later",
        "204, check the address in a browser", "418, check the address in a browser", "304, in a browser"})
    void an_error_says_what_to_do(int status, String remedy) throws IOException {
        try (var server = new FileServer((_, out) -> FileServer.send(out, status + " No", List.of(), 0))) {
            var refused = refused(remedy, () -> Gguf.read(server.address("/a?signature=secret")));
            assertTrue(refused.contains("(" + status + ")") || refused.contains("answers " + status), refused);
            assertFalse(refused.contains("secret"), refused);
        }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"", "bytes 1-262143/900000", "bytes 0-262143/*", "bytes 0-900000/900000", "bytes 5-4/10",
            "bytes 0-10/5", "bytes 0-99999999999999999999/99999999999999999999999", "bytes -1-5/10", "bananas 0-5/10",
            "bytes 0-262144/900000", "multipart/byteranges"})
    void an_answer_for_other_bytes_is_refused(String range) throws IOException {
        byte[] file = large();
        try (var server = new FileServer((_, out) -> {
            FileServer.send(out, "206 Partial Content",
                    range.isEmpty() ? List.of() : List.of("Content-Range: " + range), 1 << 18);
            out.write(file, 0, 1 << 18);
        })) {
            refused("fetch the file whole", () -> Gguf.read(server.address("/a")));
        }
    }

    @ParameterizedTest
    @CsvSource({"Content-Encoding: gzip, is sent as gzip", "Content-Encoding: br, is sent as br"})
    void a_packed_answer_is_refused(String header, String reason) throws IOException {
        byte[] file = small();
        try (var server = new FileServer((request, out) -> FileServer.sendRange(request, out, file, header))) {
            refused(reason, () -> Gguf.read(server.address("/a")));
        }
    }

    @Test
    void an_answer_that_is_longer_or_shorter_than_it_says_is_refused() throws IOException {
        byte[] file = large();
        try (var longer = new FileServer((_, out) -> {
            FileServer.send(out, "206 Partial Content", List.of("Content-Range: bytes 0-9/900000"), 1 << 20);
            out.write(new byte[1 << 20]);
        }); var shorter = new FileServer((_, out) -> {
            FileServer.send(out, "206 Partial Content", List.of("Content-Range: bytes 0-262143/900000"), 1 << 18);
            out.write(file, 0, 1000);
        }); var broken = new FileServer((_, out) -> {
            FileServer.send(out, "200 OK", List.of(), file.length);
            out.write(file, 0, 300_000);
        })) {
            for (var it : List.of(longer, shorter, broken))
                refused("cannot be read", () -> Gguf.read(it.address("/a")));
        }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"nonsense\r\n\r\n", "HTTP/1.1 206 X\r\nContent-Length: -5\r\n\r\n", "HTTP/1.1 999999 X\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", "HTTP/1.1 206\r\n: x\r\n\r\n",
            "\0\0\0\0", ""})
    void what_is_no_answer_is_refused(String bytes) throws IOException {
        try (var server = new FileServer((_, out) -> out.write(bytes.getBytes(StandardCharsets.ISO_8859_1)))) {
            assertThrows(IOException.class, () -> Gguf.read(server.address("/a")));
        }
    }

    @Test
    void an_answer_of_unknown_size_is_refused() throws IOException {
        try (var server = new FileServer((_, out) -> {
            out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.write(small());
        })) {
            refused("neither ranges nor the size", () -> Gguf.read(server.address("/a")));
        }
    }

    @Test
    void endless_headers_are_refused() throws IOException {
        try (var server = new FileServer((_, out) -> {
            out.write("HTTP/1.1 206 X\r\n".getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; i < 1_000_000; i++)
                out.write("X-%d: y\r\n".formatted(i).getBytes(StandardCharsets.ISO_8859_1));
        })) {
            assertThrows(IOException.class, () -> Gguf.read(server.address("/a")));
        }
    }

    @Test
    void an_endless_header_is_read_up_to_a_limit() throws IOException {
        try (var server = new FileServer((request, out) -> {
            long[] range = request.range();
            int length = Math.toIntExact(range[1] - range[0] + 1);
            FileServer.send(out, "206 Partial Content",
                    List.of("Content-Range: bytes %d-%d/%d".formatted(range[0], range[1], EndlessHeader.SIZE)), length);
            out.write(EndlessHeader.bytes(range[0], length));
        })) {
            var refused = assertThrows(GgufException.class, () -> Gguf.read(server.address("/a")));
            assertTrue(String.valueOf(refused.getMessage()).contains("announces 16777216 elements of 00000007"),
                    refused.getMessage());
            assertTrue(server.requests().getLast().range()[1] < 132 << 20);
        }
    }

    @Test
    void a_server_that_says_nothing_is_left_after_the_time_limit() throws IOException {
        var end = new CountDownLatch(1);
        var quick = RemoteOptions.defaults().withTimeLimit(Duration.ofMillis(300));
        try (var silent = new FileServer((_, _) -> await(end)); var stalling = new FileServer((_, out) -> {
            FileServer.send(out, "206 Partial Content", List.of("Content-Range: bytes 0-262143/900000"), 1 << 18);
            await(end);
        }); var plain = new FileServer((_, out) -> {
            FileServer.send(out, "200 OK", List.of(), 1 << 20);
            await(end);
        })) {
            for (var it : List.of(silent, stalling, plain))
                assertThrows(HttpTimeoutException.class, () -> Gguf.read(it.address("/a"), quick));
        } finally {
            end.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_interrupt_ends_reading(boolean ranges) throws Exception {
        var asked = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        try (var server = new FileServer((_, out) -> {
            if (!ranges) FileServer.send(out, "200 OK", List.of(), 1 << 20);
            out.flush();
            asked.countDown();
            await(end);
        })) {
            var outcome = new CompletableFuture<Throwable>();
            Thread reader = Thread.ofPlatform().start(() -> {
                try {
                    Gguf.read(server.address("/a"));
                    outcome.complete(new AssertionError("it was read"));
                } catch (CancellationException cancelled) {
                    outcome.complete(
                            Thread.currentThread().isInterrupted() ? cancelled : new AssertionError("no flag"));
                } catch (Throwable failure) {
                    outcome.complete(failure);
                }
            });
            asked.await();
            reader.interrupt();
            assertEquals(CancellationException.class, outcome.get().getClass(), () -> "" + outcome.join());
        } finally {
            end.countDown();
        }
    }

    @Test
    void a_server_that_is_not_there_is_named() throws IOException {
        URI address;
        try (var server = FileServer.of(small())) {
            address = server.address("/a");
        }
        refused("http://localhost:%d/a cannot be read".formatted(address.getPort()), () -> Gguf.read(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///a", "a/b.gguf", "ftp://a/b", "http:/a", "mailto:x@y"})
    void what_is_no_address_of_the_web_is_refused(String address) {
        assertThrows(IllegalArgumentException.class, () -> Gguf.read(URI.create(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\r\nX: y", "ä"})
    void a_token_that_is_none_is_refused(String token) {
        assertThrows(IllegalArgumentException.class, () -> RemoteOptions.defaults().withToken(token));
    }

    private byte[] small() throws IOException {
        return file(0);
    }

    /// A file whose header takes several requests.
    private byte[] large() throws IOException {
        return file(HEADER);
    }

    private byte[] file(int padding) throws IOException {
        Path file = folder.resolve("file" + padding);
        new GgufWriter()
                .put("general.name", GgufValue.text("tiny"))
                .put("padding", GgufValue.text("x".repeat(padding)))
                .write(file);
        return Files.readAllBytes(file);
    }

    private static String refused(String reason, Executable action) {
        var refused = assertThrows(IOException.class, action);
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains(reason), message);
        return message;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
