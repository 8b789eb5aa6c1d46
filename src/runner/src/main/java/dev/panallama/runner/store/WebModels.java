package dev.panallama.runner.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// The models that are files on the web: what they are called here, and what is to be fetched. Any thread may use it.
///
/// @param store has those that were fetched
record WebModels(ModelStore store) {
    private static final int DIGITS = 8;

    /// Returns the name under which a file was fetched.
    Optional<ModelName> fetched(ModelReference.OnWeb file) {
        return store.index().models().stream()
                .filter(it -> it.source().filter(source(file)::equals).isPresent())
                .map(it -> ModelName.parse(it.name()))
                .findFirst();
    }

    /// Returns what a file is called here: as its server and itself are, and where another one has that name with digits of its
    /// address between.
    ModelName name(ModelReference.OnWeb file) {
        return fetched(file).orElseGet(() -> {
            ModelName brief = name(host(file), file);
            return isAnothers(brief, file) ? name(host(file) + "/" + digits(file), file) : brief;
        });
    }

    private static ModelName name(String folder, ModelReference.OnWeb file) {
        String title = fileName(file).replaceFirst("(?i)\\.gguf$", "");
        return new ModelName(folder + "/" + ModelName.like(title).base(), ModelName.LATEST);
    }

    /// Where the index was lost, a file is taken for what its place says.
    private boolean isAnothers(ModelName name, ModelReference.OnWeb file) {
        Path usual = store.folder().resolve(host(file)).resolve(fileName(file));
        return store.all().stream()
                .filter(it -> it.isCalled(name))
                .anyMatch(it -> !it.file().equals(usual) || store.index().find(name)
                        .flatMap(Index.Entry::source).isPresent());
    }

    /// Returns what is to be fetched.
    Release release(ModelReference.OnWeb file) {
        ModelName name = name(file);
        var from = new WebFile(file.file(), OptionalLong.empty(), Optional.empty());
        return new Release(name, "a file of %s, licence unknown".formatted(host(file)), Optional.empty(),
                name.base().substring(0, name.base().lastIndexOf('/')), source(file), List.of(
                        new RemoteFile(fileName(file), OptionalLong.empty(), Optional.empty(), List.of(from))));
    }

    /// A query may have a key in it, or be another one each time.
    private static String source(ModelReference.OnWeb file) {
        URI uri = file.file();
        String server = "%s://%s".formatted(uri.getScheme(), uri.getRawAuthority()).toLowerCase(Locale.ROOT);
        return server + String.valueOf(uri.getRawPath());
    }

    private static String host(ModelReference.OnWeb file) {
        return ModelName.like(String.valueOf(file.uri().getHost())).base();
    }

    private static String digits(ModelReference.OnWeb file) {
        byte[] hash = Sha256.digest().digest(source(file).getBytes(UTF_8));
        return HexFormat.of().formatHex(hash).substring(0, DIGITS);
    }

    /// Whether a folder's name is one that tells addresses of one server apart.
    static boolean isDigits(String folder) {
        return folder.matches("[0-9a-f]{%d}".formatted(DIGITS));
    }

    private static String fileName(ModelReference.OnWeb file) {
        String path = String.valueOf(file.uri().getPath());
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (!name.toLowerCase(Locale.ROOT).endsWith(".gguf"))
            throw new IllegalArgumentException("%s is no GGUF file: its name does not end so".formatted(file.uri()));
        return name;
    }
}
