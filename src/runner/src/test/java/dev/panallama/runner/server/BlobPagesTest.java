package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyLora;
import dev.panallama.TinyModels;
import dev.panallama.gguf.GgufParts;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.gguf.SplitOptions;
import dev.panallama.runner.http.ServerOptions;
import dev.panallama.runner.store.Blobs;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Files are sent by their hashes, and models are made of them.
final class BlobPagesTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private static Path folder;

    private static Path store;
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        store = folder.resolve("store");
        server = TestServer.start(ServerOptions.defaults().at("127.0.0.1", 0).withMaxBodyBytes(MIB),
                TestServer.SERVING, List.of(TinyModels.llama(), TinyModels.bert()), store, Optional.empty());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void as_it_was_started() throws Exception {
        for (Path it : within(".blobs")) Files.delete(it);
        assertEquals(List.of(), within("sent"), "files that belong to no model");
        assertEquals(List.of(), within("adapters"), "files that belong to no model");
    }

    private static List<Path> within(String name) throws IOException {
        if (!Files.exists(store.resolve(name))) return List.of();
        try (Stream<Path> files = Files.list(store.resolve(name))) {
            return files.toList();
        }
    }

    private static String digest(byte[] content) throws Exception {
        return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private static int status(String method, String digest, byte[] content) throws Exception {
        return server.send(HttpRequest.newBuilder(server.at("/api/blobs/" + digest))
                .method(method, BodyPublishers.ofByteArray(content))).statusCode();
    }

    /// Sends a file, and returns its digest.
    private static String sent(byte[] content) throws Exception {
        String digest = digest(content);
        assertEquals(201, status("POST", digest, content));
        return digest;
    }

    private static String sent(Path file) throws Exception {
        return sent(Files.readAllBytes(file));
    }

    private static HttpResponse<String> create(String fields) throws Exception {
        return server.post("/api/create", "{\"model\": \"made\", \"stream\": false, %s}".formatted(fields));
    }

    private static void made(String fields) throws Exception {
        HttpResponse<String> answer = create(fields);
        assertEquals("{\"status\":\"success\"}", answer.body());
    }

    private static void delete() throws Exception {
        assertEquals(200, server.send(HttpRequest.newBuilder(server.at("/api/delete"))
                .method("DELETE", BodyPublishers.ofString("{\"model\": \"made\"}"))).statusCode());
    }

    private static JsonNode tokens(String model) throws Exception {
        return server.answer("/completion", """
                {"model": "%s", "prompt": "the sky", "temperature": 0, "n_predict": 8, "ignore_eos": true,
                 "return_tokens": true}""".formatted(model)).path("tokens");
    }

    @Test
    void a_file_that_was_sent_becomes_a_model_and_outlives_what_was_sent() throws Exception {
        byte[] file = Files.readAllBytes(TinyModels.llama());
        String digest = digest(file);
        assertEquals(404, status("HEAD", digest, new byte[0]));
        assertEquals(201, status("POST", digest, file));
        assertEquals(200, status("HEAD", digest, new byte[0]));
        assertEquals(200, status("HEAD", digest.replace(':', '-'), new byte[0]));
        assertEquals(200, status("POST", digest, file));
        made("\"files\": {\"tiny.gguf\": \"%s\"}, \"system\": \"Be brief.\"".formatted(digest));
        assertEquals(tokens("llama"), tokens("made"));
        assertEquals("Be brief.", server.answer("/api/show", "{\"model\": \"made\"}").path("system").asString());

        var blobs = new Blobs(store.resolve(".blobs"));
        blobs.removeOld();
        assertEquals(200, status("HEAD", digest, new byte[0]), "it is no day old");
        for (Path it : within(".blobs"))
            Files.setLastModifiedTime(it, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        blobs.removeOld();
        assertEquals(404, status("HEAD", digest, new byte[0]));
        server.answer("/api/generate", "{\"model\": \"made\", \"keep_alive\": 0}");
        assertEquals(tokens("llama"), tokens("made"));
        delete();
    }

    @Test
    void old_files_are_removed_while_others_come_and_go() throws Exception {
        Path busy = Files.createDirectory(folder.resolve("busy"));
        var coming = new FutureTask<Void>(() -> {
            for (int i = 0; i < 2000; i++) Files.delete(Files.createTempFile(busy, "", ".part"));
            return null;
        });
        Thread.ofPlatform().start(coming);
        var blobs = new Blobs(busy);
        while (!coming.isDone()) blobs.removeOld();
        coming.get();
        Files.delete(busy); // nothing is in it
    }

    @Test
    void the_parts_of_a_model_become_one() throws Exception {
        List<Path> parts = GgufParts.split(TinyModels.llama(), folder.resolve("split"), SplitOptions.ofTensors(10));
        assertTrue(parts.size() > 1);
        String files = "";
        for (Path it : parts.reversed()) files += ", \"%s\": \"%s\"".formatted(it.getFileName(), sent(it));
        made("\"files\": {%s}".formatted(files.substring(2)));
        assertEquals(tokens("llama"), tokens("made"));
        delete();

        String first = "\"%s\": \"%s\"".formatted(parts.getFirst().getFileName(), digest(Files.readAllBytes(
                parts.getFirst())));
        for (String wrong : List.of(first, first + ", " + first.replace("00001-of", "00003-of"),
                first + ", \"b.gguf\": \"%s\"".formatted(digest(Files.readAllBytes(parts.get(1))))))
            assertRefused("\"files\": {%s}".formatted(wrong));
    }

    @Test
    void weights_that_were_sent_are_quantized() throws Exception {
        made("\"files\": {\"tiny.gguf\": \"%s\"}, \"quantize\": \"q8_0\"".formatted(sent(TinyModels.llama())));
        assertEquals("Q8_0", server.answer("/api/show", "{\"model\": \"made\"}").at("/details/quantization_level")
                .asString());
        assertEquals(List.of(), within("sent"));
        delete();
    }

    @Test
    void an_adapter_that_was_sent_is_put_on_the_model() throws Exception {
        Path lora = TinyLora.random(TinyModels.llama(), 1, 4, "blk.*").write(folder.resolve("lora.gguf"));
        String digest = sent(lora);
        made("\"from\": \"llama\", \"adapters\": {\"lora.gguf\": \"%s\"}".formatted(digest));
        assertNotEquals(tokens("llama"), tokens("made"));
        String modelfile = server.answer("/api/show", "{\"model\": \"made\"}").path("modelfile").asString();
        assertTrue(modelfile.matches("(?s).*ADAPTER lora-[0-9a-f]{8}\\.gguf\n.*"), modelfile);
        JsonNode changed = tokens("made");
        made("\"files\": {\"tiny.gguf\": \"%s\"}, \"adapters\": {\"lora.gguf\": \"%s\"}"
                .formatted(sent(TinyModels.llama()), digest));
        assertEquals(changed, tokens("made"));
        assertEquals(1, within("adapters").size(), "that of the model that was replaced has gone");
        delete();
        assertRefused("\"from\": \"bert\", \"adapters\": {\"lora.gguf\": \"%s\"}".formatted(digest));
        assertRefused("\"files\": {\"lora.gguf\": \"%s\"}".formatted(digest));
    }

    private static void assertRefused(String fields) throws Exception {
        HttpResponse<String> refused = create(fields);
        assertEquals(400, refused.statusCode(), refused.body());
        assertFalse(refused.body().contains(folder.toString()), refused.body());
        assertFalse(server.get("/api/tags").body().contains("made"));
    }

    @Test
    void what_is_no_model_does_not_become_one() throws Exception {
        byte[] whole = Files.readAllBytes(TinyModels.llama());
        Path nameless = folder.resolve("nameless.gguf");
        new GgufWriter().put("general.name", GgufValue.text("x")).write(nameless);
        for (byte[] it : List.of(Arrays.copyOf(whole, whole.length - 1), Arrays.copyOf(whole, 100), new byte[4],
                new byte[0], Files.readAllBytes(nameless)))
            assertRefused("\"files\": {\"x.gguf\": \"%s\"}".formatted(sent(it)));
        String good = sent(TinyModels.llama());
        for (String it : List.of("\"x\": \"sha256:%s\"".formatted("0".repeat(64)), "\"x\": \"../x\"", "\"x\": 7",
                "\"a.gguf\": \"%1$s\", \"b.gguf\": \"%1$s\"".formatted(good)))
            assertRefused("\"files\": {%s}".formatted(it));
        assertRefused("\"from\": \"llama\", \"files\": {\"a.gguf\": \"%s\"}".formatted(good));
        assertRefused("\"from\": \"llama\", \"adapters\": {\"a.gguf\": \"%s\"}".formatted(good));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
            "sha256:", "sha256:00", "md5:00", "sha256:..%2f..%2fx", "..%2f..%2fx", "%2fetc%2fpasswd", "sha256-%00",
            "sha256:zz"
        })
    void what_is_no_digest_is_refused_and_touches_nothing(String digest) throws Exception {
        Set<Path> before = everything();
        assertEquals(400, status("POST", digest, new byte[]{1}));
        assertEquals(400, status("HEAD", digest, new byte[0]));
        assertEquals(before, everything());
    }

    @Test
    void a_file_of_another_digest_is_refused_and_not_kept() throws Exception {
        assertEquals(400, status("POST", "sha256:" + "0".repeat(64), new byte[100]));
        assertEquals(List.of(), within(".blobs"));
    }

    private static Set<Path> everything() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Socket beginning(String digest, long length) throws IOException {
        var socket = new Socket("127.0.0.1", server.server().address().getPort());
        socket.getOutputStream().write(
                "POST /api/blobs/%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n".formatted(digest, length)
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /// What has come is on the disk while the rest is still to come; requests of other pages may be no longer than 1 MiB here.
    @Test
    void a_file_is_written_as_it_comes_and_what_breaks_off_goes() throws Exception {
        try (Socket socket = beginning("sha256:" + "1".repeat(64), 64L * MIB)) {
            for (int i = 1; i <= 8; i++) {
                socket.getOutputStream().write(new byte[MIB]);
                socket.getOutputStream().flush();
                while (bytesThere() < (long) i * MIB) Thread.sleep(2);
            }
        }
        while (!within(".blobs").isEmpty()) Thread.sleep(2);
    }

    private static long bytesThere() throws IOException {
        long sum = 0;
        for (Path it : within(".blobs")) sum += Files.size(it);
        return sum;
    }

    @Test
    void what_has_no_room_is_refused_before_it_is_sent() throws Exception {
        try (Socket socket = beginning("sha256:" + "2".repeat(64), 900_000_000_000_000_000L)) {
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
            assertTrue(answer.contains("no room"), answer);
        }
    }

    @Test
    void a_connection_serves_on_after_a_file() throws Exception {
        byte[] content = {1, 2, 3};
        try (Socket socket = beginning(digest(content), 3)) {
            socket.getOutputStream().write(content);
            socket.getOutputStream().write("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            var answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answers.startsWith("HTTP/1.1 201") && answers.endsWith("{\"status\":\"ok\"}"), answers);
        }
    }
}
