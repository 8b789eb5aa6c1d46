package dev.panallama.runner.cli.command;

import dev.panallama.Model;
import dev.panallama.ModelOptions;
import dev.panallama.runner.console.Notices;
import java.io.IOException;
import java.nio.file.Path;
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

    /// Returns its file, which is fetched if it is missing.
    public Path file() throws IOException, InterruptedException {
        return models.locate(name).file();
    }

    /// Loads it.
    public Model load() throws IOException, InterruptedException {
        return models.load(file());
    }

    /// Loads its vocabulary and what its file says, but no weights.
    public Model loadVocabulary() throws IOException, InterruptedException {
        return Model.load(file(), ModelOptions.defaults().withVocabularyOnly(true));
    }
}
