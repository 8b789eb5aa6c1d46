package dev.panallama.runner.store.found;

import dev.panallama.runner.store.HubName;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.LocalModels;
import dev.panallama.runner.store.ModelFiles;
import dev.panallama.runner.store.ModelSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The GGUF files in the cache of the Hugging Face hub, where its own programs and llama.cpp keep them: `models--USER--REPOSITORY/snapshots/REVISION/FILE`.
///
/// @param folder the cache
public record HubCacheModels(Path folder) implements LocalModels {
    private static final Pattern REPOSITORY = Pattern.compile("models--(.+?)--(.+)");
    private static final Pattern VARIANT = Pattern.compile("(?i)((?:UD-)?(?:I?Q\\d\\w*|BF16|F16|F32|MXFP4\\w*))$");
    private static final int DEPTH = 3;

    @Override
    public List<InstalledModel> all() {
        if (!Files.isDirectory(folder)) return List.of();
        var models = new ArrayList<InstalledModel>();
        try (Stream<Path> repositories = Files.list(folder)) {
            for (Path it : repositories.sorted().toList()) {
                Matcher name = REPOSITORY.matcher(it.getFileName().toString());
                if (name.matches()) models.addAll(models(name.group(1) + "/" + name.group(2), it.resolve("snapshots")));
            }
        } catch (IOException _) {
            return List.of();
        }
        return models;
    }

    private static List<InstalledModel> models(String repository, Path snapshots) {
        return ModelFiles.below(snapshots, DEPTH).stream()
                .flatMap(files -> name(repository, files).stream()
                        .flatMap(it -> files
                                .installed(it.modelName(), ModelSettings.NONE, InstalledModel.Owner.HUB_CACHE)
                                .stream()))
                .toList();
    }

    private static Optional<HubName> name(String repository, ModelFiles files) {
        Matcher variant = VARIANT.matcher(files.title());
        String suffix = variant.find() ? ":" + variant.group(1).toUpperCase(Locale.ROOT) : "";
        return HubName.of(repository + suffix);
    }
}
