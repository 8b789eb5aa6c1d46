package dev.panallama.runner.cli;

import dev.panallama.runner.console.Notices;
import dev.panallama.runner.console.StandardStream;
import dev.panallama.runner.log.StderrLogger;
import dev.panallama.runner.store.DataFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
        "%nThe first word is MODEL if it is smollm2 (the default) or gemma3, which are fetched when they are"
                + " missing, or the path of a GGUF file: a word that ends in .gguf or has a slash in it."
                + " Any other first word begins the PROMPT; to begin one with such a word, name the model first.",
        "%nWithout PROMPT, standard input is the prompt; if that is a terminal, a chat begins.%n"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:answered", "1:failed", "2:the command line is wrong", "3:there is no such model", "130:interrupted"
    },
    footer = "%nThe environment variable PANALLAMA_MODELS names the folder that keeps fetched models.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class RunCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", hidden = true)
    private List<String> words = List.of();

    @Mixin
    private final RunOptions options = new RunOptions();

    private final Notices notices = Notices.onStandardError();
    private final DataFolder data = DataFolder.ofUser();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (options.verbose()) System.setProperty(StderrLogger.LEVEL, System.Logger.Level.INFO.name());
        Talk talk = talk();
        var models = UserModels.of(notices);
        Request request = Request.of(words, models.library().inventory());
        if (request.prompt().filter(String::isBlank).isPresent()) throw new UsageException("the prompt is blank", null);
        Path file = models.locate(request.model()).file();
        Optional<String> prompt = request.prompt().isPresent() ? request.prompt() : piped();
        if (prompt.isPresent()) talk.answer(file, prompt.get());
        else talk.chat(file, data.history());
        return ExitCode.OK;
    }

    private Talk talk() throws IOException {
        try {
            return new Talk(options.chat(), options.raw(), options.verbose(), notices);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage(), e);
        }
    }

    /// Returns what comes in by standard input, unless somebody sits there.
    private Optional<String> piped() throws IOException {
        if (StandardStream.INPUT.isTerminal()) return Optional.empty();
        String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).strip();
        if (text.isEmpty())
            throw new UsageException("there is no prompt, and standard input is empty", null);
        return Optional.of(text);
    }
}
