package dev.panallama.runner.store;

import dev.panallama.chat.ChatTemplate;
import dev.panallama.gguf.Gguf;
import dev.panallama.quantization.Quantization;
import dev.panallama.quantization.Quantizer;
import dev.panallama.quantization.QuantizerOptions;
import dev.panallama.runner.console.Progress;
import dev.panallama.runner.parameters.ParameterNames;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// Takes files of the user into the store, and makes models of others. Serves one thread.
///
/// @param library what there is, and where new models go
/// @param listener hears what happens
public record ModelMaker(Library library, PullListener listener) {
    /// How a file comes into the store.
    public enum Means {
        /// By another name for the same bytes; where the system has none, by its place.
        LINK,
        /// By copying it.
        COPY
    }

    /// Takes a file of the user into the store.
    ///
    /// @param name what the model is called from now on
    /// @throws IllegalArgumentException if there is a model of that name
    /// @throws dev.panallama.error.GgufException if the file is no model
    public InstalledModel take(Path file, ModelName name, Means means) throws IOException, InterruptedException {
        library.requireFree(name);
        if (!Files.exists(file)) throw new ModelNotFoundException("there is no file %s".formatted(file));
        ModelFiles files = ModelFiles.of(file).orElseThrow(() -> new ModelNotFoundException(
                "%s is no file of a model, or not all of its parts are there".formatted(file)));
        accept(name, files);
        ModelStore store = library.store();
        Files.createDirectories(store.folder());
        try (var _ = lock(file);
                var placed = new PlacedFiles(store)) {
            List<Path> taken = new TakenFiles(store, placed).take(files, means);
            store.addNew(entry(name, taken, file.getFileName().toString(), ModelSettings.NONE));
        }
        return library.noted(name);
    }

    /// Waits for whoever writes a file of the same name into the store, or fetches it.
    private FetchLock lock(Path file) throws IOException, InterruptedException {
        Path name = file.getFileName();
        return FetchLock.acquire(
                library.store().folder().resolve(".%s.lock".formatted(ModelName.like(name.toString()).base())),
                () -> listener.says("somebody else writes %s: waiting for it".formatted(name)));
    }

    private void accept(ModelName name, ModelFiles files) throws IOException, InterruptedException {
        Gguf header = Gguf.read(files.first());
        if (!FileKind.isModel(header))
            throw new IllegalArgumentException("the file %s is no model, but %s".formatted(
                    files.first().getFileName(), FileKind.isProjector(header)
                            ? "a projector for pictures"
                            : "belongs to one: its type is " + header.text("general.type").orElse("unknown")));
        library.accept(name, License.of(header), listener);
    }

    private Index.Entry entry(ModelName name, List<Path> files, String source, ModelSettings settings) {
        return new Index.Entry(name.toString(), files.stream().map(library.store()::relative).toList(),
                Optional.of(source), List.of(), settings);
    }

    /// Makes a model that stands on another one, instead of the one that has its name. It shares the files unless they are quantized.
    ///
    /// @param folder what the names of files in the Modelfile go by
    /// @param quantization what the weights become; empty to leave them
    /// @throws IllegalArgumentException if the Modelfile asks for what cannot be done
    public InstalledModel create(ModelName name, Modelfile modelfile, Path folder, Optional<Quantization> quantization)
            throws IOException, InterruptedException {
        for (String it : modelfile.others()) leaveOut(it, folder);
        return create(name, base(modelfile.from(), folder), placed(modelfile.settings(), folder), quantization);
    }

    /// Makes a model that stands on another one, instead of the one that has its name.
    ///
    /// @param changes how it is to be used otherwise than that
    public InstalledModel create(ModelName name, InstalledModel base, ModelSettings changes,
            Optional<Quantization> quantization) throws IOException, InterruptedException {
        library.requireOwn(name);
        ModelSettings checked = checked(changes);
        ModelFiles files = base.files();
        List<Path> shared = quantization.isPresent() ? List.of() : files.parts();
        library.store().requireHidesNone(library.store().index(), name, shared);
        accept(name, files);
        ModelSettings settings = withTemplate(checked, files).over(base.settings());
        ModelStore store = library.store();
        store.adopt(settings.adapters());
        if (quantization.isPresent()) quantized(name, base, settings, quantization.get());
        else {
            store.adopt(files.parts());
            add(entry(name, files.parts(), base.name(), settings));
        }
        return library.noted(name);
    }

    private void quantized(ModelName name, InstalledModel base, ModelSettings settings, Quantization quantization)
            throws IOException, InterruptedException {
        ModelStore store = library.store();
        Files.createDirectories(store.folder());
        String title = "%s.%s".formatted(ModelName.like(name.toString()).base(), quantization);
        try (var _ = lock(Path.of(title + ".gguf")); var placed = new PlacedFiles(store)) {
            Path target = free(store.folder(), title);
            quantize(base.file(), target, quantization);
            placed.add(target);
            add(entry(name, List.of(target), base.name(), settings));
        }
    }

    private void add(Index.Entry entry) throws IOException, InterruptedException {
        ModelStore store = library.store();
        store.add(entry, it -> store.requireHidesNone(it, ModelName.parse(entry.name()), entry.in(store.folder())));
    }

    /// Returns a file that is not there: one that is may belong to other models, or be in use.
    private static Path free(Path folder, String title) {
        Path file = folder.resolve(title + ".gguf");
        if (!Files.exists(file)) return file;
        return folder.resolve("%s-%s.gguf".formatted(title, UUID.randomUUID().toString().substring(0, 8)));
    }

    private void quantize(Path file, Path target, Quantization quantization) throws IOException {
        long bytes = Files.size(file);
        try (Progress progress = listener.quantizes(target.getFileName().toString(), bytes)) {
            QuantizerOptions options = QuantizerOptions.of(quantization).withAllowRequantize(true);
            Quantizer.quantize(file, target, options, step -> {
                progress.at((long) (step.fraction() * bytes));
                return true;
            });
        }
    }

    /// Refuses parameters that no request could have. Those of Ollama itself are left out, which is said.
    private ModelSettings checked(ModelSettings settings) {
        List<String> left = settings.parameters().keySet().stream().filter(ParameterNames::isOllamasOwn).toList();
        if (!left.isEmpty())
            listener.says("(of Ollama itself, and left out: %s)".formatted(String.join(", ", left)));
        ModelSettings rest = settings.withoutParameters(left);
        rest.parameters().keySet().forEach(ParameterNames::require);
        check(rest.fields());
        return rest;
    }

    private static void check(ObjectNode fields) {
        for (String it : List.of("num_predict", "num_ctx"))
            if (fields.has(it) && !fields.get(it).isInt())
                throw new IllegalArgumentException("%s is %s: give an integer".formatted(it, fields.get(it)));
        fields.remove(List.of("num_predict", "num_ctx", "stop"));
        Sampler.fromJson(fields.toString());
    }

    private InstalledModel base(String from, Path folder) throws IOException, InterruptedException {
        ModelReference reference = ModelReference.parse(from);
        if (reference instanceof ModelReference.LocalFile(Path path))
            reference = new ModelReference.LocalFile(folder.resolve(path));
        return library.fetcher(listener).locate(reference);
    }

    /// Leaves out a projector for pictures, and says so; anything else is one model too many.
    private void leaveOut(String from, Path folder) throws IOException {
        boolean isProjector = ModelReference.parse(from) instanceof ModelReference.LocalFile(Path path)
                && Files.isRegularFile(folder.resolve(path))
                && FileKind.isProjector(Gguf.read(folder.resolve(path)));
        if (!isProjector)
            throw new IllegalArgumentException(
                    "the Modelfile has a second FROM, %s, which is no projector: leave one of them out"
                            .formatted(from));
        listener.says("(%s is a projector for pictures: it is left out, since models here read text alone)"
                .formatted(from));
    }

    private static ModelSettings placed(ModelSettings settings, Path folder) throws ModelNotFoundException {
        var adapters = new ArrayList<Path>();
        for (Path it : settings.adapters()) {
            Path file = folder.resolve(it).toAbsolutePath().normalize();
            if (!Files.isRegularFile(file))
                throw new ModelNotFoundException("the adapter %s is not there".formatted(it));
            adapters.add(file);
        }
        return settings.withAdapters(adapters);
    }

    /// Leaves out a template that cannot be obeyed, and says so.
    private ModelSettings withTemplate(ModelSettings settings, ModelFiles files) throws IOException {
        if (settings.template().isEmpty()) return settings;
        String template = settings.template().get();
        if (!GoTemplate.is(template)) {
            ChatTemplate.parse(template);
            return settings;
        }
        boolean hasOwn = Gguf.read(files.first()).text("tokenizer.chat_template").isPresent();
        Optional<String> known = hasOwn ? Optional.empty() : GoTemplate.inJinja(template);
        listener.says(hasOwn
                ? "(the template is written for Go, which cannot be run here: the file's own is used)"
                : known.isPresent()
                        ? "(the template is written for Go: one of the same form in Jinja is used)"
                        : "(the template is written for Go, which cannot be run here: it is left out)");
        return settings.withTemplate(known);
    }

    /// Returns the quantization of a name, in whatever case.
    ///
    /// @throws IllegalArgumentException if there is none
    public static Quantization quantization(String name) {
        try {
            return Quantization.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("there is no quantization %s: give one such as Q4_K_M".formatted(name));
        }
    }
}
