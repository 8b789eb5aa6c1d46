package dev.panallama.runner.cli.generate;

import static dev.panallama.runner.cli.command.UsageException.reading;

import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.ModelNames;
import dev.panallama.runner.cli.command.OptionGroup;
import dev.panallama.runner.cli.command.UsageException;
import dev.panallama.runner.cli.command.UserModels;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.console.StandardStream;
import dev.panallama.runner.log.StderrLogger;
import dev.panallama.runner.store.DataFolder;
import dev.panallama.runner.store.InstalledModel;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `panallama run`: answers a prompt, or chats.
@Command(
    name = "run",
    header = "Answers a prompt; without one, chats.",
    customSynopsis = "panallama run [OPTIONS] [MODEL] [PROMPT...]",
    description = {
        "%nThe answer goes to standard output, everything else to standard error.",
        "%nThe first word is MODEL if it is a name of the list or of the catalog, such as smollm2 (the default) or gemma3, a name of the hub such"
                + " as user/repository:Q4_K_M, or the path of a GGUF file. What is missing is fetched."
                + " Any other first word begins the PROMPT; to begin one with such a word, name the model first.",
        "%nStandard input is the prompt, or goes before it, unless that is a terminal; without any prompt a chat begins."
                + " The PROMPT \"\" only loads the model. A model that was made for vectors prints one, as JSON.%n"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class RunCommand implements Callable<Integer>, OptionGroup.Grouped {
    @Parameters(arity = "0..*", hidden = true, completionCandidates = ModelNames.class)
    private List<String> words = List.of();

    @Mixin
    private final RunOptions options = new RunOptions();

    private final Notices notices = Notices.onStandardError();
    private final DataFolder data = DataFolder.ofUser();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (options.verbose()) System.setProperty(StderrLogger.LEVEL, System.Logger.Level.INFO.name());
        var _ = reading(options::checked); // before anything is fetched
        var models = UserModels.of(notices);
        var talk = new Talk(options, models, notices);
        Request request = Request.of(words, models.library().inventory());
        boolean preparing = request.prompt().filter(String::isEmpty).isPresent();
        if (!preparing && request.prompt().filter(String::isBlank).isPresent())
            throw new UsageException("the prompt is blank");
        if (options.json() && request.prompt().isEmpty() && StandardStream.INPUT.isTerminal())
            throw new UsageException(
                    "--json is for one answer and not for a chat: give a prompt, or send it by a pipe");
        if (options.keeps())
            notices.say("(--keepalive is without effect: the model is freed when this ends; panallama serve keeps it)");
        Optional<String> prompt = prompt(request);
        InstalledModel model = models.locate(request.model());
        request.doubtful().ifPresent(it -> notices.say(
                "(no model is called %s: it is the prompt for %s)".formatted(it, model.name())));
        if (preparing && prompt.isEmpty()) talk.prepare(model);
        else if (prompt.isPresent()) talk.answer(model, prompt.get());
        else talk.chat(model, data);
        return ExitCode.OK;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(
                new OptionGroup("What the model is told, and how it goes on",
                        "--system", "--template", "--raw", "--think", "--no-think", "--max-tokens"),
                new OptionGroup("The form of the answer", "--format", "--schema", "--grammar"),
                new OptionGroup("The choice of each token", "--temp", "--top-k", "--top-p", "--min-p", "--seed"),
                new OptionGroup("Context and threads", "--ctx", "--kv-cache-type", "--flash-attention", "--threads"),
                new OptionGroup("Vectors, of a model that was made for them", "--dimensions", "--truncate"),
                new OptionGroup("What is shown and kept", "--json", "--hidethinking", "--nowordwrap", "--no-history",
                        "--verbose"));
    }

    /// Returns what comes in by standard input and what was given, in this order.
    private static Optional<String> prompt(Request request) throws IOException {
        Optional<String> piped = TextInput.piped().map(String::strip);
        if (request.prompt().isEmpty() && piped.filter(String::isEmpty).isPresent())
            throw new UsageException("there is no prompt, and standard input is empty");
        return Stream.of(piped, request.prompt())
                .flatMap(Optional::stream)
                .filter(it -> !it.isEmpty())
                .reduce((first, second) -> first + "\n\n" + second);
    }
}
