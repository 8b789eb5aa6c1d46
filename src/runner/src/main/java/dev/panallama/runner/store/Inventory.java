package dev.panallama.runner.store;

import dev.panallama.runner.console.Spelling;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The models that are there, wherever. What a request calls a model is only compared with their names, and never becomes a
/// path. Any thread may use it.
public final class Inventory {
    private static final long FRESH = Duration.ofSeconds(1).toNanos();

    private final List<LocalModels> places;
    private volatile Seen seen = new Seen(List.of(), System.nanoTime() - FRESH);

    private record Seen(List<InstalledModel> models, long time) {}

    /// Creates the inventory of some places. Where two models have one name, the first one has it.
    public Inventory(List<LocalModels> places) {
        this.places = List.copyOf(places);
    }

    /// Creates the inventory of some files and of a folder, which need not exist.
    public Inventory(Path folder, List<Path> files) {
        this(List.of(new NamedFiles(files), new ModelStore(folder)));
    }

    /// Returns all models.
    public List<InstalledModel> all() {
        Map<String, InstalledModel> models = new LinkedHashMap<>();
        for (LocalModels place : places)
            for (InstalledModel it : place.all()) models.putIfAbsent(it.fullName().toLowerCase(Locale.ROOT), it);
        var all = List.copyOf(models.values());
        seen = new Seen(all, System.nanoTime());
        return all;
    }

    /// Returns the model of a name, in whatever case; what has changed a moment ago may be as it was.
    public Optional<InstalledModel> find(ModelName name) {
        Seen last = seen;
        Optional<InstalledModel> known = System.nanoTime() - last.time() < FRESH
                ? find(last.models(), name)
                : Optional.empty();
        return known.or(() -> find(all(), name));
    }

    private static Optional<InstalledModel> find(List<InstalledModel> models, ModelName name) {
        return models.stream().filter(it -> it.isCalled(name)).findFirst();
    }

    /// Returns the model that a request means: `name`, or `name:tag`, in whatever case.
    ///
    /// @throws ModelNotFoundException if there is none
    public InstalledModel find(String requested) throws ModelNotFoundException {
        ModelName name = ModelName.of(requested)
                .orElseThrow(() -> new ModelNotFoundException("this is no name of a model"));
        return find(name).or(() -> find(hubName(name))).orElseThrow(() -> missing(requested));
    }

    /// A model of the hub may be asked for without `hf.co/` before it.
    private static ModelName hubName(ModelName name) {
        return HubName.of(name.toString()).map(HubName::modelName).orElse(name);
    }

    private ModelNotFoundException missing(String requested) {
        List<String> names = all().stream().map(InstalledModel::name).toList();
        String question = Spelling.question(requested, names);
        if (!question.isEmpty())
            return new ModelNotFoundException("model \"%s\" is not there%s".formatted(requested, question));
        return new ModelNotFoundException("model \"%s\" is not there%s".formatted(requested, names.isEmpty()
                ? ", nor is any other: panallama pull fetches one"
                : ": panallama pull fetches models, and these are there: " + String.join(", ", names)));
    }
}
