package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.LocalModel;
import dev.panallama.runner.Runner;
import dev.panallama.runner.RunnerOptions;
import dev.panallama.runner.http.ServerOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file that is no model, or not yet, or no longer, hides no model beside it.
final class DamagedFilesTest {
    private static final Set<String> SOUND = Set.of("llama:latest", "bert:latest");

    @TempDir
    private Path folder;

    private TestServer server() throws Exception {
        byte[] whole = Files.readAllBytes(TinyModels.llama());
        Files.write(folder.resolve("llama.gguf"), whole);
        Files.copy(TinyModels.bert(), folder.resolve("bert.gguf"));
        Files.createFile(folder.resolve("empty.gguf"));
        Files.write(folder.resolve("zeros.gguf"), new byte[5000]);
        Files.writeString(folder.resolve("text.gguf"), "<html>Not found</html>");
        for (int length : new int[]{3, 4, 20, 300, whole.length / 2})
            Files.write(folder.resolve("cut%d.gguf".formatted(length)), Arrays.copyOf(whole, length));
        Files.writeString(folder.resolve("part-00001-of-00002.gguf"), "GGUF");
        Files.createSymbolicLink(folder.resolve("gone.gguf"), folder.resolve("nowhere"));
        return TestServer.start(ServerOptions.defaults().at("127.0.0.1", 0), TestServer.SERVING, List.of(), folder,
                Optional.empty());
    }

    private static Set<String> names(TestServer server, String path, String list, String field) throws Exception {
        var answer = server.get(path);
        assertEquals(200, answer.statusCode(), answer.body());
        return TestServer.json(answer.body()).path(list).valueStream()
                .map(it -> it.path(field).asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void sound_models_are_listed_beside_files_that_are_none() throws Exception {
        try (var server = server()) {
            assertEquals(SOUND, names(server, "/api/tags", "models", "name"));
            assertTrue(names(server, "/v1/models", "data", "id").containsAll(List.of("llama", "bert")));
            assertTrue(names(server, "/panallama/models", "models", "name").containsAll(SOUND));
            assertEquals(Set.of(), names(server, "/api/ps", "models", "name"));
            assertEquals(200, server.get("/panallama/machine").statusCode());
        }
        try (var runner = Runner.start(RunnerOptions.defaults().withFolder(folder))) {
            assertEquals(Set.of("llama", "bert"),
                    runner.models().stream().map(LocalModel::name).collect(Collectors.toSet()));
        }
    }

    @Test
    void a_model_whose_file_goes_while_it_is_in_memory_is_told_to_be_there() throws Exception {
        try (var server = server()) {
            server.answer("/api/generate", "{\"model\": \"llama\"}");
            server.answer("/api/embed", "{\"model\": \"bert\", \"input\": \"a\"}");
            Files.delete(folder.resolve("llama.gguf"));
            assertEquals(SOUND, names(server, "/api/ps", "models", "name"));
            assertEquals(Set.of("bert:latest"), names(server, "/api/tags", "models", "name"));
            Files.write(folder.resolve("bert.gguf"), "GGUF".getBytes(StandardCharsets.UTF_8));
            assertEquals(SOUND, names(server, "/api/ps", "models", "name"));
            assertEquals(Set.of(), names(server, "/api/tags", "models", "name"));
        }
    }
}
