package dev.panallama.runner.cli.generate;

import static dev.panallama.runner.cli.command.UsageException.reading;

import dev.panallama.Embedder;
import dev.panallama.EmbedderOptions;
import dev.panallama.Embedding;
import dev.panallama.Model;
import dev.panallama.Pooling;
import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.ModelArgument;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.store.InstalledModel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `panallama embed`: turns texts into vectors.
@Command(
    name = "embed",
    header = "Prints the vector of each text as a JSON list, one a line.",
    description = {
        "%nWithout TEXT, each line of standard input is a text.",
        "%nThe vectors have length 1. A model that was not made for them gives the mean of its tokens' vectors.%n"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class EmbedCommand implements Callable<Integer> {
    @Mixin
    private final ModelArgument model = new ModelArgument();

    @Parameters(index = "1..*", paramLabel = "TEXT", description = "The texts, each in quotes.")
    private List<String> texts = List.of();

    @Mixin
    private final VectorOptions vectors = new VectorOptions();

    @Option(
        names = "--threads",
        paramLabel = "N",
        defaultValue = "0",
        description = "Compute on N threads, 0 for what suits the machine (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--json", description = "Print one JSON object with all vectors and how many tokens were computed.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        EmbedderOptions options = reading(() -> vectors.embedder().withThreads(threads));
        List<String> all = texts.isEmpty() ? TextInput.required().lines().toList() : texts;
        InstalledModel installed = model.installed();
        checkPlain(installed);
        try (Model loaded = model.load(installed)) {
            boolean made = loaded.info().pooling().isPresent();
            try (Embedder embedder = loaded.embedder(made ? options : options.withPooling(Pooling.MEAN))) {
                print(embedder.embed(all));
                return ExitCode.OK;
            }
        }
    }

    /// What is no answer is computed without adapters, as by the server: nobody is to take that for the other.
    ///
    /// @throws UnsupportedOperationException if a model has any
    static void checkPlain(InstalledModel model) {
        if (!model.settings().adapters().isEmpty())
            throw new UnsupportedOperationException(
                    "%s has LoRA adapters, with which only answers can be computed".formatted(model.name()));
    }

    private void print(List<Embedding> vectors) {
        if (!json) {
            vectors.forEach(it -> System.out.println(array(it)));
            return;
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode all = answer.putArray("embeddings");
        vectors.forEach(it -> all.add(array(it)));
        System.out.println(answer.put("tokens", vectors.stream().mapToInt(Embedding::tokens).sum()));
    }

    /// Returns a vector as JSON.
    static ArrayNode array(Embedding vector) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (float it : vector.vector()) array.add(it);
        return array;
    }
}
