package dev.panallama.runner.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Isolation;
import dev.panallama.TinyModels;
import dev.panallama.runner.JavaProcess.Result;
import dev.panallama.runner.cli.InProcess;
import dev.panallama.runner.http.ServerOptions;
import dev.panallama.runner.server.ModelServer;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.ServingOptions;
import dev.panallama.runner.store.Inventory;
import dev.panallama.runner.store.Library;
import dev.panallama.runner.store.ModelStore;
import java.net.URI;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Commands that ask a running server, and how it is found.
final class ServerCommandsTest {
    private static ModelServer server;

    @BeforeAll
    static void start() throws Exception {
        Path folder = Path.of("no-such-folder");
        var library = new Library(new ModelStore(folder), new Inventory(folder, List.of(TinyModels.llama())),
                Optional.empty());
        server = ModelServer.start(ServerOptions.defaults().at("127.0.0.1", 0).withKeys(Set.of("secret")), library,
                new ServingOptions(1, 64, 1, 8, Duration.ofMinutes(5), 1, Isolation.NONE), folder);
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @Test
    void models_in_memory_are_listed_and_freed() throws Exception {
        server.models().run(server.models().inventory().find("llama"), LoadedModel::open);
        List<String> lines = ask("ps").out().lines().toList();
        assertTrue(lines.getFirst().matches("NAME +ID +SIZE +PROCESSOR +CONTEXT +UNTIL"), lines.getFirst());
        assertTrue(lines.get(1).matches("llama:latest +[0-9a-f]{12} +\\d+ MB +100% CPU +\\d+ +4 minutes from now"),
                lines.get(1));
        JsonNode json = JsonMapper.shared().readTree(ask("ps", "--json").out());
        assertEquals("llama:latest", json.path(0).path("name").asString());

        Result stopped = ask("stop", "llama", "--json");
        assertEquals("unload", JsonMapper.shared().readTree(stopped.out()).path("done_reason").asString());
        assertEquals(1, ask("ps").out().lines().count());
    }

    @Test
    void what_goes_wrong_has_an_exit_code_of_its_own() {
        Result absent = InProcess.panallama("ps", "--host=127.0.0.1:1");
        assertEquals(4, absent.exitCode());
        assertEquals("panallama: no server at http://127.0.0.1:1: start one with panallama serve\n", absent.err());
        assertEquals(3, ask("stop", "nobody").exitCode());
        Result stranger = InProcess.panallama("ps", "--port=" + server.address().getPort());
        assertEquals(1, stranger.exitCode());
        assertTrue(stranger.err().contains("401"), stranger.err());
        assertEquals(2, InProcess.panallama("ps", "--host=a b").exitCode());
        String help = InProcess.panallama("ps", "--help").out();
        assertTrue(help.contains("no server can be reached") && help.contains("OLLAMA_HOST"), help);
    }

    @Test
    void what_others_can_reach_needs_a_key_or_a_word_that_everybody_may_ask() {
        for (String host : List.of("0.0.0.0", "[::]")) {
            Result refused = InProcess.panallama("serve", "--host=" + host, "--port=0");
            assertEquals(2, refused.exitCode(), refused.err());
            assertTrue(refused.err().contains("--api-key") && refused.err().contains("--open"), refused.err());
        }
    }

    @Test
    void who_has_the_port_already_is_told() throws Exception {
        Result panallama = InProcess.panallama("serve", "--port=" + server.address().getPort());
        assertEquals(1, panallama.exitCode());
        assertTrue(panallama.err().contains("Panallama is running there already"), panallama.err());
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Result other = InProcess.panallama("serve", "--port=" + silent.getLocalPort());
            assertEquals(1, other.exitCode());
            assertTrue(other.err().contains("another program listens there"), other.err());
        }
    }

    @Test
    void an_adapter_belongs_to_the_one_model_that_is_named() throws Exception {
        String model = TinyModels.llama().toString();
        for (String[] wrong : new String[][]{
            {"serve", "--port=0", "--lora=" + model}, {"serve", "--port=0", "--lora=no-such.gguf", model},
            {"serve", "--port=0", "--lora=" + model, model, TinyModels.bert().toString()}}) {
            Result refused = InProcess.panallama(wrong);
            assertEquals(2, refused.exitCode(), refused.err());
        }
        Result none = InProcess.panallama("serve", "--port=0", "--in-process", "--lora=" + model + "=0.5", model);
        assertEquals(1, none.exitCode(), none.err()); // a model is no adapter
        assertTrue(none.err().contains("adapter"), none.err());
    }

    @Test
    void addresses_are_read_as_ollama_reads_them() {
        assertAddress("http://127.0.0.1:11434", "");
        assertAddress("http://example.org:11434", "example.org");
        assertAddress("http://1.2.3.4:5678", "1.2.3.4:5678");
        assertAddress("http://127.0.0.1:5678", ":5678");
        assertAddress("https://example.org:443", "https://example.org");
        assertAddress("http://example.org:80", "http://example.org/");
        assertAddress("http://[::1]:11434", "::1");
        assertAddress("http://[::1]:99", "[::1]:99");
        assertAddress("http://127.0.0.1:11434", "0.0.0.0");
        assertAddress("http://[::1]:7", "[::]:7");
        for (String wrong : List.of("a b", "host:port", "host:70000", "ftp://x", "[::1"))
            assertThrows(IllegalArgumentException.class, () -> ServerAddress.parse(wrong), wrong);
    }

    @Test
    void sizes_and_times_read_well() {
        assertEquals("25%/75% CPU/GPU", PsCommand.processor(1000, 750));
        assertEquals("100% GPU", PsCommand.processor(1000, 1000));
        assertEquals("Forever", PsCommand.until(Duration.ofDays(36_000)));
        assertEquals("Stopping...", PsCommand.until(Duration.ofSeconds(-1)));
        assertEquals("59 seconds from now", PsCommand.until(Duration.ofSeconds(59)));
    }

    private static void assertAddress(String url, String text) {
        assertEquals(URI.create(url), ServerAddress.parse(text).url());
    }

    private static Result ask(String command, String... more) {
        var arguments = new ArrayList<>(List.of(command, "--api-key=secret",
                "--port=" + server.address().getPort()));
        arguments.addAll(List.of(more));
        return InProcess.panallama(arguments.toArray(String[]::new));
    }
}
