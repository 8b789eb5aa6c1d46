package dev.panallama.runner.store.found;

import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.LocalModels;
import dev.panallama.runner.store.ModelFiles;
import dev.panallama.runner.store.ModelName;
import dev.panallama.runner.store.ModelSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the places where other programs keep models.
public final class FoundModels {
    private static final int FOLDERS = 4; // deep

    private FoundModels() {}

    /// Returns those that a machine may have, each of which need not exist.
    ///
    /// @param environment may name other places than the usual ones
    /// @param home the user's folder
    public static List<LocalModels> places(Map<String, String> environment, Path home) {
        var places = new ArrayList<LocalModels>();
        folder(environment, "OLLAMA_MODELS").ifPresent(it -> places.add(new OllamaModels(it)));
        places.add(new OllamaModels(home.resolve(".ollama").resolve("models")));
        places.add(new OllamaModels(Path.of("/usr/share/ollama/.ollama/models")));
        places.add(files(home.resolve(".lmstudio").resolve("models"), InstalledModel.Owner.LM_STUDIO));
        places.add(
                files(home.resolve(".cache").resolve("lm-studio").resolve("models"), InstalledModel.Owner.LM_STUDIO));
        places.add(new HubCacheModels(hubCache(environment, home)));
        Path llama = folder(environment, "LLAMA_CACHE").orElse(home.resolve(".cache").resolve("llama.cpp"));
        places.add(files(llama, InstalledModel.Owner.HUB_CACHE));
        return places;
    }

    private static Path hubCache(Map<String, String> environment, Path home) {
        return folder(environment, "HF_HUB_CACHE")
                .or(() -> folder(environment, "HF_HOME").map(it -> it.resolve("hub")))
                .orElse(home.resolve(".cache").resolve("huggingface").resolve("hub"));
    }

    /// Files with names of their own, in folders.
    private static LocalModels files(Path folder, InstalledModel.Owner owner) {
        return () -> ModelFiles.below(folder, FOLDERS).stream()
                .flatMap(it -> it.installed(ModelName.like(it.title()), ModelSettings.NONE, owner).stream())
                .toList();
    }

    private static Optional<Path> folder(Map<String, String> environment, String name) {
        try {
            return Optional.ofNullable(environment.get(name)).filter(it -> !it.isBlank()).map(Path::of);
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }
}
