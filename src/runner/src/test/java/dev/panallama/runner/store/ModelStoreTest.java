package dev.panallama.runner.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.console.Notices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
    private static final byte[] FILE = randomBytes(1_000_000);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private FileServer server;
    private ModelStore store;

    @BeforeEach
    void start() throws IOException {
        server = new FileServer(FILE);
        store = new ModelStore(folder, true,
                new Notices(new PrintStream(said, true, StandardCharsets.UTF_8), () -> false));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_missing_model_is_fetched_once_and_its_terms_are_said_once() throws Exception {
        assertFetched(store.locate(model()));
        assertFetched(store.locate(model()));
        assertEquals(List.of("all"), server.requests);
        assertEquals("test is a test file\n", said());
    }

    @Test
    void a_file_with_another_hash_is_refused_and_leaves_nothing() throws Exception {
        var other = FetchOnce.model(server.uri(), FILE.length, "0".repeat(64));
        var refused = assertThrows(IOException.class, () -> store.locate(other));
        assertTrue(message(refused).contains("got a file with SHA-256 " + sha256()), refused::getMessage);
        assertEquals(List.of(".model.gguf.lock"), contents());
    }

    @Test
    void a_file_that_is_too_long_is_refused_before_it_fills_the_disk() throws Exception {
        var shorter = FetchOnce.model(server.uri(), 1000, sha256());
        var refused = assertThrows(IOException.class, () -> store.locate(shorter));
        assertTrue(message(refused).contains("more than 1,000 bytes"), refused::getMessage);
        assertFalse(Files.exists(folder.resolve("model.gguf")));
    }

    @Test
    void a_download_that_breaks_off_goes_on_where_it_ended() throws Exception {
        server.endings.addAll(List.of(FileServer.Ending.BROKEN_OFF, FileServer.Ending.BROKEN_OFF));
        assertFetched(store.locate(model()));
        assertEquals(3, server.requests.size());
        assertTrue(server.requests.get(1).startsWith("bytes="), server.requests::toString);
    }

    @Test
    void a_download_that_falls_silent_is_begun_again() throws Exception {
        server.endings.add(FileServer.Ending.SILENT);
        Path partial = folder.resolve("partial");
        try (var download = new HttpDownload(new HubFile(server.uri(), FILE.length), partial, Duration.ofMillis(300))) {
            download.run(_ -> {});
        }
        assertArrayEquals(FILE, Files.readAllBytes(partial));
        assertEquals(2, server.requests.size());
    }

    @Test
    void a_process_that_is_ended_leaves_what_the_next_one_goes_on_with() throws Exception {
        server.slow = true;
        Process process = fetchOnce();
        while (server.requests.isEmpty() || !Files.exists(folder.resolve("model.gguf.part"))) Thread.sleep(10);
        Thread.sleep(300);
        process.destroy();
        process.waitFor();
        assertFalse(Files.exists(folder.resolve("model.gguf")));
        server.slow = false;
        assertFetched(store.locate(model()));
        assertTrue(server.requests.getLast().startsWith("bytes="), server.requests::toString);
    }

    @Test
    void two_processes_fetch_a_model_once_between_them() throws Exception {
        server.slow = true;
        Process first = fetchOnce();
        while (server.requests.isEmpty()) Thread.sleep(10);
        var second = JavaProcess.result(fetchOnce());
        assertEquals(0, second.exitCode(), second::err);
        assertTrue(second.err().contains("waiting"), second::err);
        assertEquals(0, JavaProcess.result(first).exitCode());
        assertEquals(List.of("all"), server.requests);
        assertFetched(folder.resolve("model.gguf"));
    }

    @Test
    void a_source_that_fails_is_followed_by_the_next() throws Exception {
        var wrong = new HubFile(server.uri().resolve("/nothing-here"), FILE.length);
        var right = new HubFile(server.uri(), FILE.length);
        assertFetched(store.locate(new ModelReference.Named(
                new KnownModel("test", "model.gguf", FILE.length, sha256(), "a test file", List.of(wrong, right)))));
    }

    @Test
    void a_failure_says_what_was_tried_and_what_to_do() {
        var nowhere = FetchOnce.model(server.uri().resolve("/nothing-here"), FILE.length, "");
        String message = message(assertThrows(IOException.class, () -> store.locate(nowhere)));
        assertTrue(message.startsWith("could not fetch test\n  localhost: localhost answered 404\n"), message);
        assertTrue(message.endsWith(folder.resolve("model.gguf").toString()), message);
    }

    @Test
    void a_disk_that_is_too_small_is_noticed_before_the_download() throws Exception {
        var huge = FetchOnce.model(server.uri(), Long.MAX_VALUE / 2, sha256());
        String message = message(assertThrows(IOException.class, () -> store.locate(huge)));
        assertTrue(message.contains("MB are free"), message);
        assertEquals(List.of(), server.requests);
    }

    @Test
    void nothing_is_fetched_offline() {
        var offline = new ModelStore(folder, false, new Notices(new PrintStream(said), () -> false));
        assertThrows(ModelNotFoundException.class, () -> offline.locate(model()));
        assertEquals(List.of(), server.requests);
    }

    @Test
    void a_file_that_does_not_exist_is_not_found() {
        var nowhere = new ModelReference.LocalFile(folder.resolve("none.gguf"));
        String message = message(assertThrows(ModelNotFoundException.class, () -> store.locate(nowhere)));
        assertTrue(message.contains("does not exist; give the path of a GGUF file or one of these names: smollm2"),
                message);
    }

    private ModelReference model() {
        return FetchOnce.model(server.uri(), FILE.length, sha256());
    }

    private Process fetchOnce() throws IOException {
        URI uri = server.uri();
        return new ProcessBuilder(JavaProcess.command(
                FetchOnce.class.getName(), folder.toString(), uri.toString(), "" + FILE.length, sha256()))
                .start();
    }

    private void assertFetched(Path file) throws IOException {
        assertArrayEquals(FILE, Files.readAllBytes(file));
        assertEquals(List.of(".model.gguf.lock", "model.gguf"), contents());
    }

    private List<String> contents() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(it -> it.getFileName().toString()).sorted().toList();
        }
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    private static String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(FILE));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
