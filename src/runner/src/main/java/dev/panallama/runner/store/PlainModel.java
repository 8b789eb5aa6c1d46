package dev.panallama.runner.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// A model of the store's folder that has no name but that of its files: somebody has put them there, or the index was lost. Immutable.
///
/// @param owner who may remove it
record PlainModel(ModelName name, ModelFiles files, InstalledModel.Owner owner) {
    private static final int DEPTH = 4; // as deep as fetched files lie
    private static final Set<String> OTHERS = Set.of("sent", "adapters"); // what belongs to models with a name

    /// Returns those of a folder.
    ///
    /// @param index has the others
    static List<PlainModel> in(Path folder, Index index) {
        Set<Path> noted = new HashSet<>();
        for (Index.Entry it : index.models()) noted.addAll(it.in(folder));
        Set<String> taken = index.models().stream()
                .map(it -> key(ModelName.parse(it.name())))
                .collect(Collectors.toCollection(HashSet::new));
        var models = new ArrayList<PlainModel>();
        for (ModelFiles it : ModelFiles.below(folder, DEPTH)) {
            List<String> folders = folders(folder.relativize(it.first()));
            if (noted.contains(it.first()) || isNone(folders) || index.isReplaced(folder, it.first())) continue;
            ModelName usual = usual(folders, it);
            ModelName name = taken.contains(key(usual)) ? byPlace(folders, it) : usual;
            taken.add(key(name));
            models.add(new PlainModel(name, it,
                    folders.isEmpty() ? InstalledModel.Owner.PANALLAMA : InstalledModel.Owner.FOLDER));
        }
        return models;
    }

    private static List<String> folders(Path file) {
        List<String> words = StreamSupport.stream(file.spliterator(), false).map(Path::toString).toList();
        return words.subList(0, words.size() - 1);
    }

    /// What is sent, fetched or quantized is there before it is a model.
    private static boolean isNone(List<String> folders) {
        return folders.stream().anyMatch(it -> it.startsWith(".") || it.toLowerCase(Locale.ROOT).contains(".gguf."))
                || (!folders.isEmpty() && OTHERS.contains(folders.getFirst()));
    }

    private static String key(ModelName name) {
        return name.full().toLowerCase(Locale.ROOT);
    }

    /// Returns the name that a model has if it was fetched to where it lies.
    private static ModelName usual(List<String> folders, ModelFiles files) {
        boolean web = folders.size() == 2 && WebModels.isDigits(folders.get(1));
        Optional<HubName> hub = folders.size() < 2 || web
                ? Optional.empty()
                : HubName.ofFile(folders.get(0) + "/" + folders.get(1), files.title());
        return hub.map(HubName::modelName).orElseGet(() -> byPlace(folders, files));
    }

    private static ModelName byPlace(List<String> folders, ModelFiles files) {
        if (folders.isEmpty()) return NamedFiles.name(files);
        var words = new ArrayList<String>();
        for (String it : folders) words.add(ModelName.like(it).base());
        words.add(ModelName.like(files.title()).base());
        return new ModelName(String.join("/", words), ModelName.LATEST);
    }
}
