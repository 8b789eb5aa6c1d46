package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.TestModel;
import dev.panallama.runner.http.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The official clients of OpenAI, Ollama and Anthropic, as they are, get what they expect. They are fetched once, in pinned versions.
@Timeout(value = 10, unit = TimeUnit.MINUTES) // also to fetch them
final class ClientsTest {
    private static final List<String> PYTHON = List.of("openai==3.54.0", "ollama==0.6.3", "anthropic==2.14.0");
    private static final List<String> NODE = List.of("openai@7.55.0", "ollama@0.6.4", "@anthropic-ai/sdk@1.14.0");
    private static final Path CACHE = Path.of(System.getProperty("user.home"), ".cache", "panallama", "test-clients");

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(ServerOptions.defaults().at("127.0.0.1", 0), TestServer.SERVING,
                List.of(TestModel.file(), TinyModels.bert()), folder, Optional.empty());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void openai_s_client_for_python() throws Exception {
        assertEquals("checks: 19", python("openai_client.py"));
    }

    @Test
    void ollama_s_client_for_python() throws Exception {
        assertEquals("checks: 21", python("ollama_client.py", TinyModels.llama().toString()));
    }

    @Test
    void anthropic_s_client_for_python() throws Exception {
        assertEquals("checks: 13", python("anthropic_client.py"));
    }

    @Test
    void all_clients_for_node() throws Exception {
        Path modules = fetched(NODE, folder -> List.of("npm", "install", "--no-audit", "--no-fund", "--prefix",
                folder.toString()));
        Path script = Files.copy(resource("clients.mjs"), modules.resolve("clients.mjs"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertEquals("checks: 12", run(new ProcessBuilder("node", script.toString(), address())));
    }

    private static String python(String script, String... arguments) throws Exception {
        Path modules = fetched(PYTHON, folder -> List.of("python3", "-m", "pip", "install", "--quiet", "--target",
                folder.toString()));
        var builder = new ProcessBuilder("python3", resource(script).toString(), address());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("PYTHONPATH", modules.toString());
        return run(builder);
    }

    private static String address() {
        return server.at("").toString();
    }

    private static Path resource(String name) throws Exception {
        return Path.of(Objects.requireNonNull(ClientsTest.class.getResource(name)).toURI());
    }

    private interface Fetching {
        List<String> into(Path folder);
    }

    /// Returns the folder that has these packages, after fetching them if need be.
    private static Path fetched(List<String> packages, Fetching fetching) throws Exception {
        Path folder = CACHE.resolve(String.join("+", packages).replaceAll("[^a-z0-9.+-]", "-"));
        if (Files.exists(folder)) return folder;
        Files.createDirectories(CACHE);
        Path fresh = Files.createTempDirectory(CACHE, "fetching");
        var command = new ArrayList<>(fetching.into(fresh));
        command.addAll(packages);
        run(new ProcessBuilder(command));
        Files.move(fresh, folder);
        return folder;
    }

    /// Returns the last line that a program writes.
    private static String run(ProcessBuilder builder) throws Exception {
        Process process = start(builder);
        JavaProcess.Result result = JavaProcess.result(process);
        assertEquals(0, result.exitCode(), result.out() + result.err());
        List<String> lines = result.out().lines().toList();
        assertTrue(lines.isEmpty() || !lines.getLast().isBlank());
        return lines.isEmpty() ? "" : lines.getLast();
    }

    private static Process start(ProcessBuilder builder) throws IOException {
        return builder.start();
    }
}
