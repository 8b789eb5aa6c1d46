package dev.panallama.runner.store;

import java.nio.file.Path;
import java.util.List;

/// Model files that the user has named, in his order.
public record NamedFiles(List<Path> files) implements LocalModels {
    /// Copies the list.
    public NamedFiles {
        files = List.copyOf(files);
    }

    @Override
    public List<InstalledModel> all() {
        return files.stream()
                .flatMap(it -> ModelFiles.of(it).stream())
                .flatMap(it -> it.installed(name(it), ModelSettings.NONE, InstalledModel.Owner.USER).stream())
                .toList();
    }

    /// Returns what a file is called by itself: its own name, or that which the catalog has for it.
    static ModelName name(ModelFiles model) {
        return Catalog.ofFile(String.valueOf(model.first().getFileName()))
                .map(Release::name)
                .orElseGet(() -> ModelName.like(model.title()));
    }
}
