package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.http.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests with the header Content-Encoding.
final class PackedRequestTest {
    private static final byte[] REQUEST = "{\"model\": \"smollm2\", \"content\": \"Hello\"}"
            .getBytes(StandardCharsets.UTF_8);
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(ServerOptions.defaults().at("127.0.0.1", 0).withMaxBodyBytes(100_000),
                TestServer.SERVING);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void what_is_packed_is_read() throws Exception {
        var deflated = new ByteArrayOutputStream();
        try (OutputStream packing = new DeflaterOutputStream(deflated)) {
            packing.write(REQUEST);
        }
        assertEquals(200, sent("gzip", gzip(REQUEST)).statusCode());
        assertEquals(200, sent("GZip", gzip(REQUEST)).statusCode());
        assertEquals(200, sent("deflate", deflated.toByteArray()).statusCode());
        assertEquals(200, sent("identity", REQUEST).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void what_is_damaged_is_told_so(String coding) throws Exception {
        byte[] packed = gzip(REQUEST);
        byte[] changed = packed.clone();
        changed[packed.length - 6] ^= 1;
        for (byte[] damaged : new byte[][]{Arrays.copyOf(packed, 30), Arrays.copyOf(packed, 5), changed, REQUEST}) {
            HttpResponse<String> answer = sent(coding, damaged);
            assertEquals(400, answer.statusCode());
            assertTrue(answer.body().contains("the request is packed as " + coding + ", but damaged"), answer.body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "gzip, gzip", "rot13"})
    void what_is_packed_otherwise_is_refused(String coding) throws Exception {
        HttpResponse<String> answer = sent(coding, REQUEST);
        assertEquals(415, answer.statusCode());
        assertTrue(answer.body().contains("with Content-Encoding gzip or deflate"), answer.body());
    }

    @Test
    void a_file_is_sent_as_it_is() throws Exception {
        assertEquals(415, sent("/api/blobs/sha256:" + "0".repeat(64), "gzip", gzip(REQUEST)).statusCode());
    }

    @Test
    void what_unpacks_to_too_much_is_refused() throws Exception {
        var packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 64; i++) gzip.write(spaces);
        }
        assertTrue(packed.size() < 100_000, "what is packed is not too long");
        long before = memory();
        assertEquals(413, sent("gzip", packed.toByteArray()).statusCode());
        assertTrue(memory() - before < 32 << 20, "memory stays flat");
    }

    private static HttpResponse<String> sent(String coding, byte[] body) throws IOException, InterruptedException {
        return sent("/tokenize", coding, body);
    }

    private static HttpResponse<String> sent(String path, String coding, byte[] body)
            throws IOException, InterruptedException {
        return server.send(HttpRequest.newBuilder(server.at(path))
                .header("Content-Encoding", coding)
                .POST(BodyPublishers.ofByteArray(body)));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (OutputStream packing = new GZIPOutputStream(packed)) {
            packing.write(bytes);
        }
        return packed.toByteArray();
    }

    private static long memory() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
