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
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The GGUF files in the cache of the Hugging Face hub, where its own programs and llama.cpp keep them: `models--USER--REPOSITORY/snapshots/REVISION/FILE`.
/// Where several revisions have a file, that comes first which `refs/main` names, then the newest.
///
/// @param folder the cache
public record HubCacheModels(Path folder) implements LocalModels {
    private static final Pattern REPOSITORY = Pattern.compile("models--(.+?)--(.+)");
    private static final int DEPTH = 2; // in a revision

    @Override
    public List<InstalledModel> all() {
        if (!Files.isDirectory(folder)) return List.of();
        var models = new ArrayList<InstalledModel>();
        try (Stream<Path> repositories = Files.list(folder)) {
            for (Path it : repositories.sorted().toList()) {
                Matcher name = REPOSITORY.matcher(it.getFileName().toString());
                if (name.matches()) models.addAll(models(name.group(1) + "/" + name.group(2), it));
            }
        } catch (IOException _) {
            return List.of();
        }
        return models;
    }

    private static List<InstalledModel> models(String repository, Path place) {
        return revisions(place).stream()
                .flatMap(it -> ModelFiles.below(it, DEPTH).stream())
                .flatMap(files -> HubName.ofFile(repository, files.title()).stream()
                        .flatMap(it -> files
                                .installed(it.modelName(), ModelSettings.NONE, InstalledModel.Owner.HUB_CACHE)
                                .stream()))
                .toList();
    }

    private static List<Path> revisions(Path place) {
        String main = main(place);
        Comparator<Path> order = Comparator.comparing(it -> !String.valueOf(it.getFileName()).equals(main));
        Comparator<Path> newest = Comparator.comparingLong(it -> it.toFile().lastModified());
        try (Stream<Path> all = Files.list(place.resolve("snapshots"))) {
            return all.sorted(order.thenComparing(newest.reversed()).thenComparing(Comparator.naturalOrder())).toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    /// Returns the name of the revision that is the usual one, as far as that is known.
    private static String main(Path place) {
        try {
            return Files.readString(place.resolve("refs").resolve("main")).strip();
        } catch (IOException _) {
            return "";
        }
    }
}
