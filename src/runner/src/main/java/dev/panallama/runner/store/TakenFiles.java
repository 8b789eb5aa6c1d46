package dev.panallama.runner.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Brings files of the user into the store's folder. What is there already, as after an import that was broken off, stays.
///
/// @param placed hears of those that are new there
record TakenFiles(ModelStore store, PlacedFiles placed) {
    /// Takes all files of a model.
    ///
    /// @return where they are then
    /// @throws IllegalArgumentException if the folder has another file of the same name
    /// @throws NoRoomException if there is no room for copies of them
    List<Path> take(ModelFiles files, ModelMaker.Means means) throws IOException, InterruptedException {
        Map<Path, Path> targets = new LinkedHashMap<>();
        long missing = 0;
        for (Path it : files.parts()) {
            Path target = store.isHere(it) ? it : store.folder().resolve(name(it));
            if (!Files.exists(target)) missing += Files.size(it);
            else requireSame(it, target);
            targets.put(it, target);
        }
        if (means == ModelMaker.Means.COPY) Blobs.requireRoom(store.folder(), missing);
        store.adopt(targets.values());
        var taken = new ArrayList<Path>();
        for (Map.Entry<Path, Path> it : targets.entrySet()) taken.add(taken(it.getKey(), it.getValue(), means));
        return taken;
    }

    /// The ending is what llama.cpp looks for in the names of parts.
    private static String name(Path file) {
        return file.getFileName().toString().replaceFirst("(?i)\\.gguf$", ".gguf");
    }

    private static void requireSame(Path file, Path target) throws IOException {
        boolean same = Files.size(file) == Files.size(target) && Files.mismatch(file, target) < 0;
        if (!same)
            throw new IllegalArgumentException(
                    "there is another file %s in the store already".formatted(target.getFileName()));
    }

    private Path taken(Path file, Path target, ModelMaker.Means means) throws IOException {
        if (Files.exists(target)) return target;
        if (means == ModelMaker.Means.COPY) copy(file, target);
        else if (!isLinked(file, target)) return file.toAbsolutePath();
        placed.add(target);
        return target;
    }

    private static boolean isLinked(Path file, Path target) throws IOException {
        try {
            Files.createLink(target, file.toRealPath()); // a link to a link would lead nowhere
            return true;
        } catch (IOException | UnsupportedOperationException _) { // on another disk, say
            return false;
        }
    }

    private static void copy(Path file, Path target) throws IOException {
        Path partial = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.copy(file, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, target);
        } finally {
            Files.deleteIfExists(partial);
        }
    }
}
