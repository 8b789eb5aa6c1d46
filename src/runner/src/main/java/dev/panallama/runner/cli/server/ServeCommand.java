package dev.panallama.runner.cli.server;

import static dev.panallama.runner.cli.command.UsageException.reading;

import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.ModelNames;
import dev.panallama.runner.cli.command.OptionGroup;
import dev.panallama.runner.cli.command.UsageException;
import dev.panallama.runner.cli.command.UserModels;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.log.StderrLogger;
import dev.panallama.runner.server.ModelServer;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.Lora;
import dev.panallama.runner.serving.ServingOptions;
import dev.panallama.runner.store.DataFolder;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.Library;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jline.utils.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `panallama serve`: answers clients of OpenAI, Ollama and Anthropic.
@Command(
    name = "serve",
    header = "Serves models to clients of OpenAI, Ollama and Anthropic.",
    customSynopsis = "panallama serve [OPTIONS] [MODEL...]",
    description = {
        "%nAll models of the store can be asked for, and are loaded when they are. Each MODEL is one as for run: it is"
                + " fetched if it is missing, and loaded at once.",
        "%nOpenAI's clients need the base URL http://HOST:PORT/v1, Ollama's and Anthropic's http://HOST:PORT.%n"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:ended by Ctrl-C or SIGTERM", "1:failed", "2:the command line is wrong", "3:there is no such model"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ServeCommand implements Callable<Integer>, OptionGroup.Grouped {
    @Parameters(arity = "0..*", hidden = true, completionCandidates = ModelNames.class)
    private List<String> names = List.of();

    @Mixin
    private final ServeOptions options = new ServeOptions();

    private final Notices notices = Notices.onStandardError();

    @Override
    public Integer call() throws Exception {
        System.Logger.Level level = options.verbose() ? System.Logger.Level.INFO : System.Logger.Level.WARNING;
        System.setProperty(StderrLogger.LEVEL, level.name());
        List<InstalledModel> named = named();
        ServingOptions serving = reading(() -> serving(named));
        Library library = UserModels.of(named.stream()
                .filter(it -> it.owner() == InstalledModel.Owner.USER)
                .map(InstalledModel::file)
                .toList(), notices).library();
        try (var server = ModelServer.start(reading(options::server), library, serving,
                DataFolder.ofUser().conversations())) {
            CountDownLatch end = ended();
            say(server.address(), library.inventory().all());
            for (InstalledModel it : named)
                if (end.getCount() > 0) server.models().run(it, LoadedModel::open);
            end.await();
            notices.say("ending");
        }
        return ExitCode.OK;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(
                new OptionGroup("Who may ask, and where", "--host", "--port", "--api-key", "--open", "--origins"),
                new OptionGroup("Models in memory",
                        "--max-loaded", "--memory", "--keep-alive", "--load-timeout", "--lora", "--in-process"),
                new OptionGroup("How a model answers", "--ctx", "--kv-cache-type", "--flash-attention", "--parallel",
                        "--max-queue", "--threads"),
                new OptionGroup("What is logged", "--log", "--verbose"));
    }

    private ServingOptions serving(List<InstalledModel> named) {
        List<Lora> loras = options.loras();
        if (loras.isEmpty()) return options.serving();
        if (named.size() == 1) return options.serving().withLoras(named.getFirst().name(), loras);
        throw new UsageException(
                "--lora belongs to one model, and %d are named: name that one".formatted(named.size()));
    }

    private List<InstalledModel> named() throws IOException, InterruptedException {
        var models = UserModels.of(notices);
        var all = new ArrayList<InstalledModel>();
        for (String it : names) all.add(models.locate(it));
        if (all.stream().map(InstalledModel::name).distinct().count() < all.size())
            throw new UsageException("two of the models have the same name");
        return all;
    }

    private void say(InetSocketAddress address, List<InstalledModel> models) {
        String host = address.getHostString().contains(":")
                ? "[%s]".formatted(address.getHostString())
                : address.getHostString();
        notices.say(
                "serving at http://%s:%d (a chat page; OpenAI's and Anthropic's protocols below /v1, Ollama's below /api); Ctrl-C ends it"
                        .formatted(host, address.getPort()));
        if (models.isEmpty()) notices.say("there is no model yet: name one, such as panallama serve smollm2");
        else notices.say("models: " + String.join(", ", models.stream().map(InstalledModel::name).toList()));
    }

    /// Returns what Ctrl-C or SIGTERM opens. Who cannot wait for answers that are under way sends a second one.
    private static CountDownLatch ended() {
        var end = new CountDownLatch(1);
        for (String signal : List.of("INT", "TERM")) Signals.register(signal, () -> {
            if (end.getCount() == 0) Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
            end.countDown();
        });
        return end;
    }
}
