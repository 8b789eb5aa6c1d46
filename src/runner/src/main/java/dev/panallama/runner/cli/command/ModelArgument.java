package dev.panallama.runner.cli.command;

import dev.panallama.Model;
import dev.panallama.ModelOptions;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.store.InstalledModel;
import java.io.IOException;
import picocli.CommandLine.Parameters;

/// The model that a command is about: its first word.
public final class ModelArgument {
    @Parameters(
        index = "0",
        paramLabel = "MODEL",
        description = "The model, as for run: a name, or the path of a GGUF file.",
        completionCandidates = ModelNames.class)
    private String name = "";

    private final UserModels models = UserModels.of(Notices.onStandardError());

    /// Returns it, after fetching it if it is missing.
    public InstalledModel installed() throws IOException, InterruptedException {
        return models.locate(name);
    }

    /// Loads a model.
    public Model load(InstalledModel model) throws IOException {
        return models.load(model.file());
    }

    /// Loads a model's vocabulary and what its file says, but no weights.
    public static Model loadVocabulary(InstalledModel model) {
        return Model.load(model.file(), ModelOptions.defaults().withVocabularyOnly(true));
    }
}
