package dev.panallama.runner.cli.model;

import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.UserModels;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.console.ByteSize;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.ModelMaker;
import dev.panallama.runner.store.ModelName;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `panallama import`: takes a GGUF file into the store.
@Command(
    name = "import",
    header = "Takes a GGUF file of this machine into the store.",
    description = "%nThe file is not copied but linked, unless --copy is given. Of a model in parts, name the first.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ImportCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Option(names = "--name", paramLabel = "NAME", description = "What the model is called (default: as the file).")
    private @Nullable String name;

    @Option(names = "--copy", description = "Copy the file.")
    private boolean copy;

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
        ModelName called = name == null ? ModelName.like(title()) : UserModels.name(name);
        InstalledModel model = models.library()
                .maker(models.listener(accepting))
                .take(file, called, copy ? ModelMaker.Means.COPY : ModelMaker.Means.LINK);
        notices.say("%s is there: %s".formatted(model.name(), ByteSize.text(model.bytes())));
        if (json) System.out.println(new ModelJson().of(model));
        return ExitCode.OK;
    }

    private String title() {
        return file.getFileName().toString().replaceFirst("(?i)(-\\d{5}-of-\\d{5})?\\.gguf$", "");
    }
}
