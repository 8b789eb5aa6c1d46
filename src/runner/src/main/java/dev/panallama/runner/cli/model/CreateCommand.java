package dev.panallama.runner.cli.model;

import static dev.panallama.runner.cli.command.UsageException.reading;

import dev.panallama.quantization.Quantization;
import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.UsageException;
import dev.panallama.runner.cli.command.UserModels;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.console.ByteSize;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.store.ModelMaker;
import dev.panallama.runner.store.Modelfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `panallama create`: makes a model by a Modelfile.
@Command(
    name = "create",
    header = "Makes a model of another one by a Modelfile, as Ollama has them.",
    description = {
        "%nFROM names a model, a file or a folder; SYSTEM, PARAMETER, TEMPLATE (in Jinja), MESSAGE, ADAPTER and LICENSE"
                + " say how it is used. The weights are shared with the other model unless they are quantized.%n"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CreateCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "What the model is called.")
    private String name = "";

    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        defaultValue = "Modelfile",
        description = "The Modelfile (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("Modelfile");

    @Option(
        names = {"-q", "--quantize"},
        paramLabel = "TYPE",
        description = "Quantize the weights, to Q4_K_M for instance.")
    private @Nullable String quantization;

    @Option(
        names = "--accept-license",
        description = "Accept the licence of a model that asks for it, such as Llama 2.")
    private boolean accepting;

    @Option(names = "--json", description = "Print JSON about the model.")
    private boolean json;

    private final Notices notices = Notices.onStandardError();

    @Override
    public Integer call() throws Exception {
        var models = UserModels.of(notices);
        var model = models.library()
                .maker(models.listener(accepting))
                .create(UserModels.name(name), modelfile(), file.toAbsolutePath().resolveSibling(""), quantization());
        notices.say("%s is there: %s".formatted(model.name(), ByteSize.text(model.bytes())));
        if (json) System.out.println(new ModelJson().of(model));
        return ExitCode.OK;
    }

    private Modelfile modelfile() throws IOException {
        if (!Files.isRegularFile(file))
            throw new UsageException("there is no file %s: name one with --file".formatted(file));
        return reading(() -> Modelfile.read(file));
    }

    private Optional<Quantization> quantization() {
        return reading(() -> Optional.ofNullable(quantization).map(ModelMaker::quantization));
    }
}
