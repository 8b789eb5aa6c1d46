package dev.panallama.bench.cli;

import dev.panallama.bench.figures.Section;
import dev.panallama.bench.model.Words;
import dev.panallama.bench.place.Libraries;
import dev.panallama.bench.program.Contender;
import dev.panallama.bench.program.JavaProgram;
import dev.panallama.bench.program.Setting;
import dev.panallama.bench.start.FirstWords;
import dev.panallama.bench.start.ResidentMemory;
import dev.panallama.bench.start.StartUp;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "start",
    header = "From process start to first token, and the memory of processes, against C.",
    mixinStandardHelpOptions = true)
final class StartCommand extends MeasureCommand {
    /// What the launcher of the command line starts Java with.
    private static final String[] LAUNCHER = {"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"};

    private static final String PROMPT = "Write one sentence about the sea.";

    @Option(names = "--llama-cli", paramLabel = "PROGRAM", description = "llama-cli, to compare --panallama with")
    private @Nullable Path llamaCli;

    @Option(names = "--panallama", paramLabel = "PROGRAM", description = "the launcher of the command line")
    private @Nullable Path launcher;

    @Override
    List<Section> measure(MeasureOptions options) throws Exception {
        Path model = options.model();
        List<Integer> prompt;
        List<Integer> longPrompt;
        try (var words = new Words(model)) {
            prompt = words.ids(16, new Random(1));
            longPrompt = words.ids(options.size(512, 32), new Random(2));
        }
        List<Contender> programs = programs(options, Setting.of(model, 1, 1024));
        var sections = new ArrayList<Section>();
        if (launcher != null) sections.add(new FirstWords(commandLines(model), PROMPT, options.rounds()).measure());
        sections.add(new StartUp(programs, files(model), prompt, options.rounds()).measure());
        sections.add(new ResidentMemory(programs, longPrompt, 16, options.size(3, 1)).measure());
        return sections;
    }

    /// Each is as its users have it, but for the choice of tokens, which has to be the same.
    private Map<String, List<String>> commandLines(Path model) {
        var all = new LinkedHashMap<String, List<String>>();
        if (launcher != null)
            all.put("panallama run",
                    List.of(launcher.toString(), "run", "--temp", "0", model.toString(), PROMPT));
        if (llamaCli != null)
            all.put("llama-cli",
                    List.of(llamaCli.toString(), "-m", model.toString(), "--temp", "0", "-st", "-p", PROMPT));
        return all;
    }

    private static List<Contender> programs(MeasureOptions options, Setting setting) throws IOException {
        return List.of(
                new Contender("C", options.program().command(setting)),
                new Contender("Java", JavaProgram.command(setting)),
                new Contender("Java, launcher's flags", JavaProgram.command(setting, LAUNCHER)));
    }

    private static List<Path> files(Path model) throws IOException {
        var files = new ArrayList<>(List.of(model));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1))
            if (Files.isRegularFile(Path.of(entry))) files.add(Path.of(entry));
        try (Stream<Path> libraries = Files.list(Libraries.bundled().folder())) {
            libraries.filter(Files::isRegularFile).forEach(files::add);
        }
        return files;
    }
}
