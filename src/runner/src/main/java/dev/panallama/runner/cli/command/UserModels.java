package dev.panallama.runner.cli.command;

import dev.panallama.Model;
import dev.panallama.ModelOptions;
import dev.panallama.gguf.Gguf;
import dev.panallama.runner.chat.Shelf;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.console.Spelling;
import dev.panallama.runner.console.StandardStream;
import dev.panallama.runner.console.TypedLine;
import dev.panallama.runner.store.DataFolder;
import dev.panallama.runner.store.Fetcher;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.Library;
import dev.panallama.runner.store.License;
import dev.panallama.runner.store.ModelName;
import dev.panallama.runner.store.ModelNotFoundException;
import dev.panallama.runner.store.ModelReference;
import dev.panallama.runner.store.Modelfile;
import dev.panallama.runner.store.PullNotices;
import dev.panallama.runner.store.found.UserLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The models of the user that runs this process. Serves one thread.
///
/// @param library all of them
/// @param notices where he is told what happens
public record UserModels(Library library, Notices notices) implements Shelf {
    /// Returns all models of the user.
    public static UserModels of(Notices notices) {
        return of(List.of(), notices);
    }

    /// Returns all models of the user, and some more.
    ///
    /// @param files models besides, which he has named by their files
    public static UserModels of(List<Path> files, Notices notices) {
        return new UserModels(UserLibrary.of(DataFolder.ofUser(), files), notices);
    }

    @Override
    public List<String> names() {
        return library.inventory().all().stream().map(InstalledModel::name).toList();
    }

    @Override
    public String find(String name) throws IOException, InterruptedException {
        InstalledModel model = locate(ModelReference.parse(name));
        Gguf.read(model.file()); // or what goes on with it would end when it is loaded
        return wayTo(model);
    }

    @Override
    public String modelfile(String name) throws IOException, InterruptedException {
        return modelfile(there(name, ModelReference.parse(name)));
    }

    /// Returns the Modelfile that makes a model once more.
    public static String modelfile(InstalledModel model) {
        String from = model.owner() == InstalledModel.Owner.USER ? wayTo(model) : model.name();
        return new Modelfile(from, model.settings()).text().stripTrailing();
    }

    /// Returns what finds a model again: its name, or the file that its user has named.
    public static String wayTo(InstalledModel model) {
        return model.owner() == InstalledModel.Owner.USER
                ? model.file().toAbsolutePath().toString()
                : model.fullName();
    }

    /// Returns a model, after fetching it if it is missing.
    public InstalledModel locate(ModelReference reference) throws IOException, InterruptedException {
        return fetcher(false).locate(reference);
    }

    /// Returns the model of a name, after fetching it if it is missing.
    public InstalledModel locate(String name) throws IOException, InterruptedException {
        return locate(reference(name));
    }

    /// Returns a model that is there: of a name, or a file.
    public InstalledModel there(String name) throws IOException, InterruptedException {
        return there(name, reference(name));
    }

    private InstalledModel there(String name, ModelReference reference) throws IOException, InterruptedException {
        if (reference instanceof ModelReference.LocalFile it) return locate(it);
        try {
            return library.inventory().find(name);
        } catch (ModelNotFoundException missing) {
            throw likeOfCatalog(name).orElse(missing);
        }
    }

    /// Returns what to say of a name that is none, but like one of those that can be fetched.
    private Optional<ModelNotFoundException> likeOfCatalog(String name) {
        if (ModelName.of(name).filter(UserModels::isOfCatalog).isPresent()) return Optional.empty();
        List<String> all = Stream.concat(names().stream(), ModelNames.fetched().stream()).toList();
        return Optional.of(Spelling.question(name, all))
                .filter(it -> !it.isEmpty())
                .map(it -> new ModelNotFoundException("model \"%s\" is not there%s".formatted(name, it)));
    }

    private static boolean isOfCatalog(ModelName name) {
        return ModelNames.fetched().stream().map(UserModels::name).anyMatch(name::isSameAs);
    }

    /// Reads the name of a model.
    ///
    /// @throws UsageException if it is none
    public static ModelName name(String text) {
        return UsageException.reading(() -> ModelName.parse(text));
    }

    /// Reads what says which model is meant.
    ///
    /// @throws UsageException if it says nothing
    public static ModelReference reference(String name) {
        return UsageException.reading(() -> ModelReference.parse(name));
    }

    /// Loads a file, and shows how far it has come.
    public Model load(Path file) throws IOException {
        long bytes = Files.size(file);
        try (var bar = notices.progress("loading " + file.getFileName(), bytes)) {
            return Model.load(file, ModelOptions.defaults().withProgress(fraction -> {
                bar.at((long) (fraction * bytes));
                return true;
            }));
        }
    }

    /// Returns what fetches models.
    ///
    /// @param accepting whether licences are accepted without asking
    public Fetcher fetcher(boolean accepting) {
        return library.fetcher(listener(accepting));
    }

    /// Returns what tells the user how models are fetched, and asks him.
    ///
    /// @param accepting whether licences are accepted without asking
    public PullNotices listener(boolean accepting) {
        return new PullNotices(notices, it -> asks(it, accepting));
    }

    /// Shows a licence, and has the user accept it.
    private boolean asks(License license, boolean accepting) throws InterruptedException {
        notices.say("This model is under the %s.\n%s".formatted(license.title(), license.summary()));
        if (accepting) return true;
        if (!StandardStream.INPUT.isTerminal() || !StandardStream.ERROR.isTerminal()) return false;
        notices.write("Do you accept it? [yes/no] ");
        try {
            return TypedLine.read().equalsIgnoreCase("yes");
        } catch (IOException _) {
            return false;
        }
    }
}
