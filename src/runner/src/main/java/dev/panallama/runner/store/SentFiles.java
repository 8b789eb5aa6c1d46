package dev.panallama.runner.store;

import dev.panallama.error.GgufException;
import dev.panallama.gguf.Gguf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes models and adapters of files that were sent: each gets another name for its bytes in the store. Serves one thread. Close it when the
/// model is noted down: what belongs to none then goes.
public final class SentFiles implements AutoCloseable {
    private static final Pattern PART = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.gguf", Pattern.CASE_INSENSITIVE);

    private final ModelStore store;
    private final Blobs blobs;
    private final PlacedFiles placed;

    SentFiles(ModelStore store, Blobs blobs) {
        this.store = store;
        this.blobs = blobs;
        placed = new PlacedFiles(store);
    }

    /// Returns the model that one file is, or the parts of one.
    ///
    /// @param files by the names that their sender has for them: those of parts tell which each is
    /// @throws IllegalArgumentException if they are no model, or not all of one, or not there
    public InstalledModel model(Map<String, Digest> files) throws IOException {
        Map<String, Digest> sorted = new TreeMap<>(files);
        List<String> names = List.copyOf(sorted.keySet());
        if (names.size() > 1) checkParts(names);
        String title = unique(names.getFirst().replaceFirst("(-\\d{5}-of-\\d{5})?\\.gguf$", ""));
        var parts = new ArrayList<Path>();
        for (Map.Entry<String, Digest> it : sorted.entrySet()) {
            Path blob = blob(it.getKey(), it.getValue());
            checkModel(it.getKey(), blob, parts.size(), names.size());
            String number = names.size() == 1 ? "" : "-%05d-of-%05d".formatted(parts.size() + 1, names.size());
            parts.add(placed(blob, "sent/%s%s.gguf".formatted(title, number)));
        }
        return new ModelFiles(parts).installed(ModelName.like(title), ModelSettings.NONE, InstalledModel.Owner.USER)
                .orElseThrow(() -> new IOException("the files have just gone"));
    }

    private static void checkParts(List<String> names) {
        var titles = new HashSet<String>();
        for (int i = 0; i < names.size(); i++) {
            Matcher part = PART.matcher(names.get(i));
            boolean fits = part.matches()
                    && Integer.parseInt(part.group(2)) == i + 1
                    && Integer.parseInt(part.group(3)) == names.size();
            if (fits) titles.add(part.group(1));
            if (!fits || titles.size() > 1)
                throw new IllegalArgumentException(
                        "files are not the %d parts of one model: name them NAME-00001-of-%05d.gguf and so on"
                                .formatted(names.size(), names.size()));
        }
    }

    private static void checkModel(String name, Path blob, int number, int count) throws IOException {
        Gguf file = read(name, blob);
        if (!FileKind.isModel(file) || (number == 0 && file.text("general.architecture").isEmpty()))
            throw new IllegalArgumentException("the file %s is no model".formatted(name));
        long parts = file.whole("split.count").orElse(1);
        if (parts != count || (count > 1 && file.whole("split.no").orElse(-1) != number))
            throw new IllegalArgumentException(
                    "the file %s says that it is part %d of %d: send all parts of one model, under their names"
                            .formatted(name, file.whole("split.no").orElse(0) + 1, parts));
    }

    /// Returns LoRA adapters.
    ///
    /// @param files by the names that their sender has for them
    /// @param base the model that they are for
    /// @throws IllegalArgumentException if one is none, or for a model of another kind, or not there
    public List<Path> adapters(Map<String, Digest> files, InstalledModel base) throws IOException {
        var adapters = new ArrayList<Path>();
        for (Map.Entry<String, Digest> it : files.entrySet()) {
            Path blob = blob(it.getKey(), it.getValue());
            Gguf file = read(it.getKey(), blob);
            if (!file.text("adapter.type").orElse("").equals("lora"))
                throw new IllegalArgumentException("the file %s is no LoRA adapter".formatted(it.getKey()));
            if (!file.text("general.architecture").equals(Gguf.read(base.file()).text("general.architecture")))
                throw new IllegalArgumentException(
                        "the adapter %s is for models of another architecture".formatted(it.getKey()));
            adapters.add(placed(blob, "adapters/%s.gguf".formatted(unique(it.getKey().replaceFirst("\\.gguf$", "")))));
        }
        return adapters;
    }

    private Path blob(String name, Digest digest) {
        if (blobs.has(digest)) return blobs.file(digest);
        throw new IllegalArgumentException("the file %s (%s) is not here: send it first".formatted(name, digest));
    }

    /// What is wrong with a file is told without its place.
    private static Gguf read(String name, Path blob) throws IOException {
        try {
            return Gguf.read(blob);
        } catch (GgufException wrong) {
            throw new IllegalArgumentException(
                    String.valueOf(wrong.getMessage()).replace(blob.toString(), "the file " + name), wrong);
        }
    }

    /// Returns a name for a file that no other one has.
    private static String unique(String title) {
        String word = ModelName.like(title).base();
        return "%s-%s".formatted(word.substring(0, Math.min(80, word.length())),
                UUID.randomUUID().toString().substring(0, 8));
    }

    private Path placed(Path blob, String name) throws IOException {
        Path target = store.folder().toAbsolutePath().normalize().resolve(name);
        Files.createDirectories(target.resolveSibling(""));
        placed.add(target);
        try {
            return Files.createLink(target, blob);
        } catch (UnsupportedOperationException | java.nio.file.FileSystemException _) { // a disk without links
            Blobs.requireRoom(target.resolveSibling(""), Files.size(blob));
            return Files.copy(blob, target);
        }
    }

    @Override
    public void close() throws IOException {
        placed.close();
    }
}
