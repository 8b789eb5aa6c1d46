package dev.panallama.runner.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.store.found.FoundModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoundModelsTest {
    private static final String DIGEST = "a".repeat(64);

    @TempDir
    Path home;

    @Test
    void models_of_ollama_are_found_with_their_settings() throws Exception {
        Path store = home.resolve(".ollama/models");
        blob(store, DIGEST, Files.readAllBytes(TinyModels.llama()));
        blob(store, "b".repeat(64), "{\"temperature\": 0.3, \"stop\": [\"x\", \"y\"]}".getBytes());
        blob(store, "c".repeat(64), "Be brief.".getBytes());
        manifest(store, "registry.ollama.ai/library/tiny/1b", "model", DIGEST, "params", "b".repeat(64), "system",
                "c".repeat(64));
        manifest(store, "registry.ollama.ai/somebody/other/latest", "model", DIGEST);
        manifest(store, "registry.ollama.ai/library/evil/latest", "model", "../../../etc/passwd");
        manifest(store, "registry.ollama.ai/library/gone/latest", "model", "d".repeat(64));
        List<InstalledModel> all = inventory(Map.of()).all();
        assertEquals(List.of("tiny:1b", "somebody/other"), all.stream().map(InstalledModel::name).toList());
        ModelSettings settings = all.getFirst().settings();
        assertEquals(Optional.of("Be brief."), settings.system());
        assertEquals(Map.of("temperature", List.of("0.3"), "stop", List.of("x", "y")), settings.parameters());
        assertThrows(IllegalArgumentException.class,
                () -> new ModelStore(home.resolve("own")).remove(all.getFirst()));
        assertTrue(Files.exists(all.getFirst().file()));
    }

    @Test
    void what_is_odd_in_the_store_of_another_program_is_left_out_and_the_rest_is_listed() throws Exception {
        Path store = home.resolve(".ollama/models");
        blob(store, DIGEST, Files.readAllBytes(TinyModels.llama()));
        blob(store, "b".repeat(64),
                "{\"stop\": [], \"f16_kv\": true, \"seed\": null, \"x\": {}, \"num_gpu\": 1, \"top_k\": 7}".getBytes());
        blob(store, "c".repeat(64), "{\"temperature\"".getBytes());
        manifest(store, "registry.ollama.ai/library/odd/latest", "model", DIGEST, "params", "b".repeat(64));
        manifest(store, "registry.ollama.ai/library/broken/latest", "model", DIGEST, "params", "c".repeat(64));
        file(home.resolve(".lmstudio/models/publisher/repo/x-00001-of-00000.gguf"));
        file(home.resolve(".lmstudio/models/publisher/repo/y.gguf"));
        List<InstalledModel> all = inventory(Map.of()).all();
        assertEquals(List.of("odd", "y"), all.stream().map(InstalledModel::name).toList());
        assertEquals(Map.of("top_k", List.of("7")), all.getFirst().settings().parameters());
    }

    @Test
    void models_of_lm_studio_and_of_the_hubs_cache_are_found_where_they_are_or_are_said_to_be() throws Exception {
        file(home.resolve(".lmstudio/models/publisher/Model-GGUF/Model-7B-Q4_K_M.gguf"));
        file(home.resolve(".lmstudio/models/publisher/Model-GGUF/mmproj-Model-7B-F16.gguf"));
        Path cache = home.resolve("elsewhere");
        Path blob = file(cache.resolve("models--user--repo-GGUF/blobs/123"));
        Path link = cache.resolve("models--user--repo-GGUF/snapshots/abc/repo-Q8_0.gguf");
        Files.createDirectories(link.resolveSibling(""));
        Files.createSymbolicLink(link, blob);
        var inventory = inventory(Map.of("HF_HUB_CACHE", cache.toString()));
        assertEquals(List.of("model-7b-q4_k_m", "hf.co/user/repo-GGUF:Q8_0"),
                inventory.all().stream().map(InstalledModel::name).toList());
        assertEquals(link, inventory.find("user/repo-GGUF:q8_0").file());
    }

    @Test
    void of_several_revisions_the_one_of_the_main_branch_is_used_or_else_the_newest() throws Exception {
        Path repository = home.resolve(".cache/huggingface/hub/models--user--repo-GGUF");
        for (String it : List.of("aaa", "bbb", "ccc")) {
            Path file = file(repository.resolve("snapshots/%s/repo-Q8_0.gguf".formatted(it)));
            Files.setLastModifiedTime(file.resolveSibling(""), FileTime.fromMillis(it.equals("bbb") ? 2000 : 1000));
        }
        file(repository.resolve("snapshots/aaa/repo-Q4_0.gguf"));
        Files.setLastModifiedTime(repository.resolve("snapshots/aaa"), FileTime.fromMillis(1000));
        assertEquals("bbb", revision("user/repo-GGUF:Q8_0"));
        Files.createDirectories(repository.resolve("refs"));
        Files.writeString(repository.resolve("refs/main"), "ccc\n");
        assertEquals("ccc", revision("user/repo-GGUF:Q8_0"));
        assertEquals("aaa", revision("user/repo-GGUF:Q4_0"));
    }

    private String revision(String name) throws IOException {
        return inventory(Map.of()).find(name).file().getParent().getFileName().toString();
    }

    @Test
    void a_store_of_its_own_comes_first() throws Exception {
        Path own = home.resolve("own");
        file(own.resolve("model.gguf"));
        file(home.resolve(".lmstudio/models/p/m/model.gguf"));
        var places = new ArrayList<LocalModels>(List.of(new ModelStore(own)));
        places.addAll(FoundModels.places(Map.of(), home));
        assertEquals(own.resolve("model.gguf"), new Inventory(places).find("model").file());
    }

    private Inventory inventory(Map<String, String> environment) {
        return new Inventory(FoundModels.places(environment, home));
    }

    private static Path file(Path path) throws IOException {
        Files.createDirectories(path.resolveSibling(""));
        return Files.write(path, new byte[10]);
    }

    private static void blob(Path store, String digest, byte[] content) throws IOException {
        Files.createDirectories(store.resolve("blobs"));
        Files.write(store.resolve("blobs/sha256-" + digest), content);
    }

    private static void manifest(Path store, String place, String... layers) throws IOException {
        var parts = new ArrayList<String>();
        for (int i = 0; i < layers.length; i += 2)
            parts.add("{\"mediaType\": \"application/vnd.ollama.image.%s\", \"digest\": \"sha256:%s\"}"
                    .formatted(layers[i], layers[i + 1]));
        Path file = store.resolve("manifests").resolve(place);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, "{\"schemaVersion\": 2, \"layers\": %s}".formatted(parts));
    }
}
