package dev.panallama.runner.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.console.Notices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubTest {
    @TempDir
    Path folder;

    private HubServer server;
    private Library library;

    @BeforeEach
    void start() throws IOException {
        server = new HubServer();
        library = new Library(new ModelStore(folder), new Inventory(folder, List.of()), Optional.of(server.hub()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void the_usual_variant_is_fetched_where_none_is_named() throws Exception {
        server.repository("user/model-GGUF", "apache-2.0", "README.md", "model-Q8_0.gguf", "model-Q4_K_M.gguf",
                "mmproj-model.gguf");
        InstalledModel model = pull("user/model-GGUF");
        assertEquals("hf.co/user/model-GGUF", model.name());
        assertEquals(folder.resolve("user/model-GGUF/model-Q4_K_M.gguf"), model.file());
        assertArrayEquals(HubServer.content("model-Q4_K_M.gguf"), Files.readAllBytes(model.file()));
    }

    @Test
    void a_variant_is_found_by_its_name_in_whatever_case_and_nothing_like_it() throws Exception {
        server.repository("user/model-GGUF", "mit", "model-IQ4_0.gguf", "model-Q4_0.gguf", "model-Q4_0_8.gguf");
        assertEquals("model-Q4_0.gguf", pull("hf.co/user/model-GGUF:q4_0").file().getFileName().toString());
        assertTrue(library.inventory().find("user/model-GGUF:Q4_0").file().endsWith("model-Q4_0.gguf"));
    }

    @Test
    void a_model_in_parts_is_fetched_whole() throws Exception {
        server.repository("user/big-GGUF", "mit", "Q8_0/big-Q8_0-00001-of-00002.gguf",
                "Q8_0/big-Q8_0-00002-of-00002.gguf");
        InstalledModel model = pull("user/big-GGUF:Q8_0");
        assertEquals("big-Q8_0-00001-of-00002.gguf", model.file().getFileName().toString());
        assertTrue(Files.exists(model.file().resolveSibling("big-Q8_0-00002-of-00002.gguf")));
        assertEquals(2 * HubServer.LENGTH, model.bytes());
        library.remove(model.name());
        assertEquals(List.of("models.json"), visible());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"../../../x/y.gguf", "a/../../../../x/y.gguf", "/x/y.gguf", "a//y.gguf", "./y.gguf",
            ".hidden/y.gguf",
            "a:b/y.gguf", "..\\\\..\\\\y.gguf", "a/..gguf", "../.gguf", "CON.gguf", "a/nul/y.gguf", "a./y.gguf",
            "what?.gguf"})
    void a_path_that_leads_elsewhere_is_refused_before_anything_is_fetched(String path) throws Exception {
        server.repository("user/evil-GGUF", "mit", "y.gguf");
        server.list("user/evil-GGUF", path);
        Path outside = folder.resolveSibling("x");
        assertThrows(IllegalArgumentException.class, () -> pull("user/evil-GGUF"));
        assertEquals(List.of(), downloads());
        assertEquals(List.of(), visible());
        assertFalse(Files.exists(outside), path);
    }

    @Test
    void what_has_not_changed_is_not_fetched_again_and_what_has_is() throws Exception {
        server.repository("user/model-GGUF", "mit", "model-Q4_0.gguf");
        pull("user/model-GGUF");
        server.files.requests.clear();
        pull("user/model-GGUF");
        assertEquals(List.of(), downloads());
        server.change("user/model-GGUF", "model-Q4_0.gguf");
        pull("user/model-GGUF");
        assertEquals(1, downloads().size());
    }

    @Test
    void parts_that_came_before_an_interruption_are_not_fetched_again() throws Exception {
        server.repository("user/big-GGUF", "mit", "big-00001-of-00002.gguf", "big-00002-of-00002.gguf");
        String second = "/user/big-GGUF/resolve/revision1/big-00002-of-00002.gguf";
        server.files.redirects.put(second, "/nowhere");
        assertThrows(FetchException.class, () -> pull("user/big-GGUF"));
        server.files.redirects.clear();
        assertEquals(2 * HubServer.LENGTH, pull("user/big-GGUF").bytes());
        assertEquals(1, downloads().stream().filter(it -> it.contains("00001-of")).count(), downloads()::toString);
    }

    @Test
    void another_name_for_a_model_keeps_what_it_had() throws Exception {
        server.repository("user/model-GGUF", "mit", "model-Q4_0.gguf");
        InstalledModel before = pull("user/model-GGUF");
        InstalledModel copy = library.copy(before.name(), ModelName.parse("mine"));
        byte[] old = Files.readAllBytes(copy.file());
        server.change("user/model-GGUF", "model-Q4_0.gguf");
        InstalledModel after = pull("user/model-GGUF:latest");
        assertArrayEquals(old, Files.readAllBytes(library.inventory().find("mine").file()));
        assertFalse(java.util.Arrays.equals(old, Files.readAllBytes(after.file())));
        server.files.requests.clear();
        pull("user/model-GGUF");
        assertEquals(List.of(), downloads());
        library.remove("mine");
        library.remove(after.name());
        assertEquals(List.of("models.json"), visible());
    }

    @Test
    void a_page_does_not_become_a_model_nor_replaces_one() throws Exception {
        byte[] model = Files.readAllBytes(TinyModels.llama());
        server.files.with("/some/model.gguf", model);
        String address = server.files.uri("/some/model.gguf").toString();
        pull(address);
        server.files.with("/some/model.gguf", "<html>Please log in</html>".getBytes(StandardCharsets.UTF_8));
        var failed = assertThrows(FetchException.class, () -> pull(address));
        assertTrue(String.valueOf(failed.getMessage()).contains("what came is no model"), failed::getMessage);
        assertArrayEquals(model, Files.readAllBytes(library.inventory().find("localhost/model").file()));
    }

    @Test
    void files_of_one_name_from_two_addresses_are_not_taken_for_each_other() throws Exception {
        byte[] model = Files.readAllBytes(TinyModels.llama());
        server.files.with("/a/model.gguf?key=secret", model).with("/b/model.gguf", model);
        InstalledModel first = pull(server.files.uri("/a/model.gguf?key=secret").toString());
        assertFalse(Files.readString(folder.resolve("models.json")).contains("secret"));
        InstalledModel second = locate(server.files.uri("/b/model.gguf").toString());
        assertTrue(second.name().matches("localhost/[0-9a-f]{8}/model"), second::name);
        assertEquals(first, locate(server.files.uri("/a/model.gguf").toString()));
        library.remove(first.name());
        assertEquals(second.name(), pull(server.files.uri("/b/model.gguf").toString()).name());
        assertEquals("localhost/model", locate(server.files.uri("/a/model.gguf?key=secret").toString()).name());
    }

    @Test
    void what_was_fetched_is_listed_without_its_index_and_not_fetched_again() throws Exception {
        server.repository("user/big-GGUF", "mit", "Q8_0/big-Q8_0-00001-of-00002.gguf",
                "Q8_0/big-Q8_0-00002-of-00002.gguf");
        server.files.with("/a/model.gguf", Files.readAllBytes(TinyModels.llama()));
        InstalledModel big = pull("user/big-GGUF:Q8_0");
        pull(server.files.uri("/a/model.gguf").toString());
        Files.delete(folder.resolve("models.json"));
        for (String it : List.of(".blobs/x.gguf", "sent/x.gguf", "adapters/x.gguf", "y.gguf.123/y.gguf",
                "a/mmproj.gguf",
                "a/x.gguf.part", "a/b/c/d/x.gguf")) {
            Files.createDirectories(folder.resolve(it).resolveSibling(""));
            Files.createFile(folder.resolve(it));
        }
        assertEquals(List.of("hf.co/user/big-GGUF:Q8_0", "localhost/model"), names());
        server.files.requests.clear();
        assertEquals(big, pull("user/big-GGUF:Q8_0"));
        assertEquals(List.of(), downloads());
        assertEquals(List.of("hf.co/user/big-GGUF:Q8_0", "localhost/model"), names());
        library.remove(big.name()); // which the store knows again
        assertEquals(List.of("localhost/model"), names());
    }

    @Test
    void what_somebody_has_put_into_a_subfolder_is_neither_removed_nor_replaced(@TempDir Path elsewhere)
            throws Exception {
        server.repository("me/mine", "mit", "one-Q8_0.gguf");
        server.files.with("/w.gguf", Files.readAllBytes(TinyModels.llama()));
        Files.copy(TinyModels.gpt2(), elsewhere.resolve("far.gguf"));
        Files.createSymbolicLink(folder.resolve("link"), elsewhere);
        for (String it : List.of("me/mine/one-Q8_0.gguf", "localhost/w.gguf")) {
            Files.createDirectories(folder.resolve(it).resolveSibling(""));
            Files.copy(TinyModels.gpt2(), folder.resolve(it));
        }
        List<String> names = List.of("hf.co/me/mine:Q8_0", "link/far", "localhost/w");
        assertEquals(names, names());
        for (String it : names) {
            var refused = assertThrows(IllegalArgumentException.class, () -> library.remove(it));
            assertTrue(refused.getMessage().contains("is not of this store, but of whoever has put it"),
                    refused.getMessage());
        }
        InstalledModel fetched = pull("me/mine:Q8_0");
        assertEquals("hf.co/me/mine:Q8_0", fetched.name());
        var web = assertThrows(IllegalArgumentException.class, () -> pull(server.files.uri("/w.gguf").toString()));
        assertTrue(web.getMessage().startsWith("there is another file localhost"), web.getMessage());
        library.remove(fetched.name());
        for (String it : List.of("me/mine/one-Q8_0.gguf", "localhost/w.gguf", "link/far.gguf"))
            assertEquals(-1, Files.mismatch(TinyModels.gpt2(), folder.resolve(it)), it);
        assertEquals(names, names());
        library.copy("link/far", ModelName.parse("near"));
        library.remove("near");
        assertThrows(IllegalArgumentException.class, () -> library.remove("link/far"));
        assertTrue(Files.exists(elsewhere.resolve("far.gguf")));
        assertEquals(names, names());
    }

    @Test
    void files_of_a_subfolder_that_would_have_one_name_are_called_by_their_place() throws Exception {
        for (String it : List.of("me/mine/one.gguf", "me/mine/two.gguf", "own/some.gguf")) {
            Files.createDirectories(folder.resolve(it).resolveSibling(""));
            Files.copy(TinyModels.llama(), folder.resolve(it));
        }
        assertEquals(List.of("hf.co/me/mine", "me/mine/two", "own/some"), names());
        library.copy("hf.co/me/mine", ModelName.parse("twin"));
        assertEquals(List.of("hf.co/me/mine", "me/mine/two", "own/some", "twin"), names());
    }

    private List<String> names() {
        return library.inventory().all().stream().map(InstalledModel::name).toList();
    }

    @Test
    void a_short_name_stands_for_a_model_of_the_hub_and_llama_2_asks_for_its_licence() throws Exception {
        server.repository("TheBloke/Llama-2-7B-Chat-GGUF", "llama2", "llama-2-7b-chat.Q4_K_M.gguf");
        var refused = assertThrows(LicenseException.class, () -> pull("llama2"));
        assertTrue(String.valueOf(refused.getMessage()).contains("panallama pull llama2"), refused::getMessage);
        InstalledModel model = library.fetcher(listener(true)).pull(ModelReference.parse("llama2"));
        assertEquals("llama2", model.name());
        assertEquals(model, library.fetcher(listener(false)).locate(ModelReference.parse("LLAMA2:latest")));
    }

    @Test
    void a_token_is_sent_and_what_the_hub_does_not_show_is_not_found() throws Exception {
        server.repository("user/model-GGUF", "mit", "model-Q4_0.gguf");
        var hub = new Hub(server.files.uri(""), Optional.of("secret"));
        hub.find(HubName.of("user/model-GGUF").orElseThrow(), ModelName.parse("x"));
        assertEquals(List.of("Bearer secret"), server.files.tokens.stream().distinct().toList());
        var missing = assertThrows(ModelNotFoundException.class, () -> pull("user/nothing-GGUF"));
        assertEquals("there is no hf.co/user/nothing-GGUF on localhost", missing.getMessage());
        var variant = assertThrows(ModelNotFoundException.class, () -> pull("user/model-GGUF:Q2_K"));
        assertEquals("user/model-GGUF has no Q2_K, but model-q4_0", variant.getMessage());
    }

    @Test
    void a_hub_that_is_overloaded_is_asked_again() throws Exception {
        server.repository("user/model-GGUF", "mit", "model-Q4_0.gguf");
        server.files.overloads.set(1);
        assertEquals("hf.co/user/model-GGUF", pull("user/model-GGUF").name());
    }

    @Test
    void a_hub_that_cannot_be_reached_is_named() {
        server.close();
        var failed = assertThrows(IOException.class, () -> pull("user/model-GGUF"));
        assertTrue(String.valueOf(failed.getMessage()).startsWith("localhost cannot be reached: "), failed::getMessage);
    }

    @Test
    void a_file_on_the_web_is_called_as_it_is_there() throws Exception {
        server.files.with("/some/Model.Q4_0.gguf", Files.readAllBytes(TinyModels.llama()));
        InstalledModel model = pull(server.files.uri("/some/Model.Q4_0.gguf").toString());
        assertEquals("localhost/model.q4_0", model.name());
        assertEquals(model, library.inventory().find("localhost/Model.Q4_0"));
    }

    private InstalledModel pull(String name) throws IOException, InterruptedException {
        return library.fetcher(listener(false)).pull(ModelReference.parse(name));
    }

    private InstalledModel locate(String name) throws IOException, InterruptedException {
        return library.fetcher(listener(false)).locate(ModelReference.parse(name));
    }

    private List<String> downloads() {
        return server.files.requests.stream().filter(it -> it.contains("/resolve/")).toList();
    }

    private static PullListener listener(boolean accepting) {
        var notices = new Notices(new PrintStream(new ByteArrayOutputStream()), () -> 0);
        return new PullNotices(notices, _ -> accepting);
    }

    private List<String> visible() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(it -> it.getFileName().toString()).filter(it -> !it.startsWith(".")).sorted().toList();
        }
    }
}
