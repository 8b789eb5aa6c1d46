package dev.panallama.runner.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.console.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetcherTest {
    private static final byte[] FILE = randomBytes(1_000_000);
    private static final String PATH = "/model.gguf";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private FileServer server;
    private Fetcher fetcher;
    private String sha256;

    @BeforeEach
    void start() throws IOException {
        server = new FileServer().with(PATH, FILE);
        fetcher = Pull.fetcher(folder, new Notices(new PrintStream(said, true, StandardCharsets.UTF_8), () -> 0));
        Path file = Files.write(folder.resolve("file"), FILE);
        sha256 = Sha256.of(file, _ -> {});
        Files.delete(file);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_missing_model_is_fetched_once_and_its_terms_are_said_once() throws Exception {
        assertFetched(fetcher.fetch(release()));
        assertFetched(fetcher.fetch(release()));
        assertEquals(1, server.requests.size());
        assertEquals("test is a test file\n", said());
        assertEquals("test", fetcher.library().inventory().find("TEST:latest").name());
    }

    @Test
    void a_file_with_another_hash_is_refused_and_leaves_nothing() throws Exception {
        var other = Pull.release(server.uri(PATH), FILE.length, "0".repeat(64));
        var refused = assertThrows(IOException.class, () -> fetcher.fetch(other));
        assertTrue(message(refused).contains("got a file with SHA-256 " + sha256), refused::getMessage);
        assertEquals(List.of(), files());
    }

    @Test
    void a_file_that_is_longer_than_it_should_be_is_refused_before_it_fills_the_disk() throws Exception {
        var shorter = Pull.release(server.uri(PATH), 1000, sha256);
        var refused = assertThrows(IOException.class, () -> fetcher.fetch(shorter));
        assertTrue(message(refused).contains("has 1,000,000 bytes where 1,000 belong"), refused::getMessage);
        assertEquals(List.of(), files());
    }

    @Test
    void a_process_that_is_killed_leaves_what_the_next_one_goes_on_with() throws Exception {
        server.slow = true;
        Process process = pull();
        Path state = folder.resolve("model.gguf.part.state");
        while (!Files.exists(state)) Thread.sleep(10); // is written each second
        process.destroyForcibly().waitFor();
        assertFalse(Files.exists(folder.resolve("model.gguf")));
        server.slow = false;
        server.requests.clear();
        assertFetched(fetcher.fetch(release()));
        assertEquals(1, server.requests.size());
        assertFalse(server.requests.getFirst().contains("bytes=0-"), server.requests::toString);
    }

    @Test
    void two_processes_fetch_a_model_once_between_them() throws Exception {
        server.slow = true;
        Process first = pull();
        while (server.requests.isEmpty()) Thread.sleep(10);
        var second = JavaProcess.result(pull());
        assertEquals(0, second.exitCode(), second::err);
        assertTrue(second.err().contains("waiting"), second::err);
        assertEquals(0, JavaProcess.result(first).exitCode());
        assertEquals(1, server.requests.size());
    }

    @Test
    void two_threads_fetch_a_model_once_between_them() throws Exception {
        server.slow = true;
        Thread first = Thread.ofVirtual().start(() -> {
            try {
                fetcher.fetch(release());
            } catch (IOException | InterruptedException failed) {
                throw new AssertionError(failed);
            }
        });
        while (server.requests.isEmpty()) Thread.sleep(10);
        assertFetched(fetcher.fetch(release()));
        first.join();
        assertEquals(1, server.requests.size());
    }

    @Test
    void a_full_disk_ends_it_with_the_reason_and_what_is_there_stays() throws Exception {
        var limited = new java.util.ArrayList<>(List.of("bash", "-c", "ulimit -f 300; exec \"$@\"", "bash")); // of 1024 bytes
        limited.addAll(JavaProcess.command(Pull.class.getName(), arguments()));
        var result = JavaProcess.result(new ProcessBuilder(limited).start());
        assertEquals(1, result.exitCode());
        assertTrue(result.err().contains("it cannot be written"), result::err);
        assertTrue(Files.exists(folder.resolve("model.gguf.part.state")));
        server.requests.clear();
        assertFetched(fetcher.fetch(release()));
        assertFalse(server.requests.getFirst().contains("bytes=0-"), server.requests::toString);
    }

    @Test
    void a_download_that_is_interrupted_while_it_is_checked_is_whole_the_next_time() throws Exception {
        Thread here = Thread.currentThread();
        var notices = new Notices(new PrintStream(said), () -> 0);
        PullListener interrupting = new PullListener() {
            @Override
            public void says(String note) {
                notices.say(note);
            }

            @Override
            public Progress fetches(RemoteFile file) {
                return _ -> {};
            }

            @Override
            public Progress verifies(RemoteFile file) {
                here.interrupt();
                return _ -> {};
            }

            @Override
            public Progress quantizes(String name, long bytes) {
                return _ -> {};
            }

            @Override
            public boolean accepts(License license) {
                return false;
            }
        };
        assertThrows(InterruptedException.class, () -> fetcher.library().fetcher(interrupting).fetch(release()));
        server.requests.clear();
        assertFetched(fetcher.fetch(release()));
        assertEquals(List.of(), server.requests);
    }

    @Test
    void a_name_that_has_another_source_is_not_fetched_over() throws Exception {
        fetcher.fetch(release());
        Release open = release();
        var other = new Release(open.name(), open.terms(), Optional.empty(), "", "another", open.files());
        String message = message(assertThrows(IllegalArgumentException.class, () -> fetcher.fetch(other)));
        assertEquals("there is a model test that came from a test: remove it first", message);
    }

    @Test
    void a_name_that_another_one_is_fetched_for_meanwhile_stays_his() throws Exception {
        Path licensed = folder.resolve("made");
        GgufWriter.copyOf(TinyModels.llama()).put("general.license", GgufValue.text("llama2")).write(licensed);
        server.with("/late.gguf", Files.readAllBytes(licensed));
        Files.delete(licensed);
        Release late = Pull.release("late", "late.gguf", server.uri("/late.gguf"), OptionalLong.empty(),
                Optional.empty());
        var slow = new PullNotices(new Notices(new PrintStream(said), () -> 0),
                _ -> assertDoesNotThrow(() -> fetcher.fetch(release())).isCalled(late.name()));
        String message = message(assertThrows(IllegalArgumentException.class,
                () -> fetcher.library().fetcher(slow).fetch(late)));
        assertEquals("there is a model test that came from a test: remove it first", message);
        assertArrayEquals(FILE, Files.readAllBytes(fetcher.library().inventory().find("test").file()));
    }

    @Test
    void what_somebody_has_put_among_the_models_is_not_fetched_over() throws Exception {
        Path own = Files.writeString(folder.resolve("model.gguf"), "mine");
        String taken = message(assertThrows(IllegalArgumentException.class, () -> fetcher.fetch(release())));
        assertTrue(taken.startsWith("there is another file model.gguf in the folder"), taken);
        assertEquals("mine", Files.readString(own));
        Files.move(own, folder.resolve("test.gguf"));
        String named = message(assertThrows(IllegalArgumentException.class, () -> fetcher.fetch(release())));
        assertEquals("there is a model test that came from somebody here: remove it first", named);
    }

    @Test
    void what_lies_there_already_is_read_not_fetched() throws Exception {
        Files.write(folder.resolve("model.gguf"), FILE);
        assertFetched(fetcher.fetch(release()));
        assertEquals(List.of(), server.requests);
    }

    @Test
    void a_source_that_fails_is_followed_by_the_next() throws Exception {
        var wrong = new WebFile(server.uri("/nothing-here"), OptionalLong.empty(), Optional.empty());
        var right = new WebFile(server.uri(PATH), OptionalLong.empty(), Optional.empty());
        assertFetched(fetcher.fetch(new Release(ModelName.parse("test"), "a test file", Optional.empty(), "", "a test",
                List.of(
                        new RemoteFile("model.gguf", OptionalLong.empty(), Optional.of(sha256),
                                List.of(wrong, right))))));
    }

    @Test
    void a_failure_says_what_was_tried_and_what_to_do_but_names_no_place_here() {
        var nowhere = Pull.release(server.uri("/nothing-here"), FILE.length, "");
        String message = message(assertThrows(FetchException.class, () -> fetcher.fetch(nowhere)));
        assertTrue(message.startsWith("could not fetch model.gguf\n  localhost: localhost answered 404\n"), message);
        assertTrue(message.endsWith("put the file into the folder of models yourself."), message);
        assertFalse(message.contains(folder.toString()), message);
    }

    @Test
    void llama_2_is_known_by_what_its_file_says_and_is_no_model_until_its_licence_is_accepted() throws Exception {
        Map<String, String> asked = Map.of("general.license", "llama2", "general.name", "LLaMA v2");
        for (String key : asked.keySet()) {
            Path file = folder.resolve("made");
            GgufWriter.copyOf(TinyModels.llama()).remove("general.name").put(key, GgufValue.text(asked.get(key)))
                    .write(file);
            server.with("/some.gguf", Files.readAllBytes(file));
            Path models = folder.resolve(key);
            var reference = ModelReference.parse(server.uri("/some.gguf").toString());
            Fetcher refusing = fetcher(models, false);
            assertThrows(LicenseException.class, () -> refusing.pull(reference));
            assertEquals(List.of(), refusing.library().inventory().all());
            server.requests.clear();
            assertEquals("localhost/some", fetcher(models, true).pull(reference).name());
            assertTrue(server.requests.size() <= 1, server.requests::toString); // what had come was kept
            refusing.pull(reference);
        }
    }

    @Test
    void names_of_other_families_are_not_taken_for_llama_2() throws Exception {
        assertEquals(List.of(true, true, true, true, false, false, false, false, false),
                Stream.of("LLaMA v2", "Llama-2-7b-chat-hf", "meta-llama_Llama-2-13b", "Llama 2", "Llama-3.2-1B",
                        "TinyLlama-1.1B", "open_llama_v2", "Llama-2.5", "llama-20").map(this::asks).toList());
    }

    private boolean asks(String name) {
        try {
            Path file = folder.resolve("named.gguf");
            GgufWriter.copyOf(TinyModels.llama()).put("general.name", GgufValue.text(name)).write(file);
            return License.of(Gguf.read(file)).isPresent();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Fetcher fetcher(Path models, boolean accepting) {
        var hub = new Hub(URI.create("http://localhost:1"), Optional.empty());
        var library = new Library(new ModelStore(models), new Inventory(models, List.of()), Optional.of(hub));
        return library.fetcher(new PullNotices(Notices.onStandardError(), _ -> accepting));
    }

    @Test
    void a_licence_that_nobody_accepts_keeps_a_model_from_being_fetched() throws Exception {
        Release open = release();
        var asked = new Release(open.name(), open.terms(), License.toAccept("llama2"), "", "a test",
                open.files());
        String message = message(assertThrows(LicenseException.class, () -> fetcher.fetch(asked)));
        assertTrue(message.contains("Llama 2 Community License"), message);
        assertEquals(List.of(), server.requests);
        var accepting = new Fetcher(fetcher.library(),
                new PullNotices(new Notices(new PrintStream(said), () -> 0), _ -> true));
        assertFetched(accepting.fetch(asked));
        Files.delete(folder.resolve("model.gguf"));
        assertFetched(fetcher.fetch(asked)); // it was asked once
    }

    @Test
    void nothing_is_fetched_offline() {
        var named = new ModelReference.Named(Catalog.defaultModel());
        assertThrows(ModelNotFoundException.class, () -> fetcher.locate(named));
    }

    @Test
    void a_file_that_does_not_exist_is_not_found() {
        var nowhere = new ModelReference.LocalFile(folder.resolve("none.gguf"));
        String message = message(assertThrows(ModelNotFoundException.class, () -> fetcher.locate(nowhere)));
        assertTrue(message.contains("does not exist; give the path of a GGUF file"), message);
    }

    private Release release() {
        return Pull.release(server.uri(PATH), FILE.length, sha256);
    }

    private String[] arguments() {
        return new String[]{folder.toString(), server.uri(PATH).toString(), "" + FILE.length, sha256};
    }

    private Process pull() throws IOException {
        return new ProcessBuilder(JavaProcess.command(Pull.class.getName(), arguments())).start();
    }

    private void assertFetched(InstalledModel model) throws IOException {
        assertArrayEquals(FILE, Files.readAllBytes(model.file()));
        assertEquals(List.of("model.gguf"), files());
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(it -> it.getFileName().toString())
                    .filter(it -> !it.startsWith(".") && !it.equals("models.json"))
                    .sorted()
                    .toList();
        }
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
