package dev.panallama.runner.cli.generate;

import static dev.panallama.runner.cli.command.UsageException.reading;

import dev.panallama.GenerationOptions;
import dev.panallama.ModelInfo;
import dev.panallama.Session;
import dev.panallama.SessionOptions;
import dev.panallama.Token;
import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.ModelArgument;
import dev.panallama.runner.cli.command.UsageException;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.console.ByteSize;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.console.Table;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `panallama bench`: measures how fast a model reads and writes, as llama-bench does.
@Command(
    name = "bench",
    header = "Measures how fast a model reads prompts and generates.",
    description = {
        "%npp512 is a prompt of 512 tokens, tg128 are 128 tokens generated one after the other. Told are the median of all"
                + " repetitions in tokens per second, and the slowest and the fastest; one repetition more comes first and"
                + " does not count.%n"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class BenchCommand implements Callable<Integer> {
    private static final int MOST = 1 << 20;

    /// What was measured.
    ///
    /// @param test such as `pp512`
    /// @param speeds in tokens per second, sorted
    private record Measurement(String test, int threads, List<Double> speeds) {
        double median() {
            int half = speeds.size() / 2;
            return speeds.size() % 2 == 1 ? speeds.get(half) : (speeds.get(half - 1) + speeds.get(half)) / 2;
        }
    }

    @Mixin
    private final ModelArgument model = new ModelArgument();

    @Option(
        names = {"-p", "--prompt"},
        paramLabel = "N",
        defaultValue = "512",
        description = "The length of the prompt in tokens, 0 for no such test (default: ${DEFAULT-VALUE}).")
    private int prompt;

    @Option(
        names = {"-n", "--generate"},
        paramLabel = "N",
        defaultValue = "128",
        description = "How many tokens are generated, 0 for no such test (default: ${DEFAULT-VALUE}).")
    private int generated;

    @Option(
        names = {"-r", "--repetitions"},
        paramLabel = "N",
        defaultValue = "5",
        description = "How many times (default: ${DEFAULT-VALUE}).")
    private int repetitions;

    @Option(
        names = {"-t", "--threads"},
        paramLabel = "N",
        split = ",",
        defaultValue = "0",
        description = "Compute on N threads, 0 for what suits the machine; several with commas between (default: ${DEFAULT-VALUE}).")
    private List<Integer> threads = List.of(0);

    @Option(names = "--json", description = "Print JSON instead of a table, with each repetition.")
    private boolean json;

    private final Notices notices = Notices.onStandardError();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<SessionOptions> sessions = sessions();
        InstalledModel installed = model.installed();
        try (var loaded = AdaptedModel.of(installed, model.load(installed))) {
            var all = new ArrayList<Measurement>();
            for (SessionOptions it : sessions) all.addAll(measure(loaded, it));
            ModelInfo info = loaded.model().info();
            if (json) System.out.println(json(info, all));
            else table(info, all).print(System.out);
            return ExitCode.OK;
        }
    }

    private List<SessionOptions> sessions() {
        if (prompt < 0 || generated < 0 || prompt > MOST || generated > MOST || repetitions < 1)
            throw new UsageException(
                    "prompt is %d, generate %d and repetitions %d: give 0 to %d, and 1 repetition or more"
                            .formatted(prompt, generated, repetitions, MOST));
        SessionOptions options = SessionOptions.defaults().withContextLength(Math.max(prompt, generated + 1) + 1);
        return reading(() -> threads.stream().map(options::withThreads).toList());
    }

    private List<Measurement> measure(AdaptedModel loaded, SessionOptions options) {
        var all = new ArrayList<Measurement>();
        int used = options.threads();
        try (Session session = loaded.model().session(options).adapters(loaded.adapters())) {
            int size = loaded.model().vocabulary().size();
            int[] text = new Random(1).ints(Math.max(prompt, 1), 0, size).toArray(); // what it says does not matter
            if (prompt > 0) all.add(repeated("pp" + prompt, used, session, it -> read(it, text)));
            if (generated > 0) all.add(repeated("tg" + generated, used, session, it -> write(it, text[0])));
        }
        return all;
    }

    private Measurement repeated(String test, int used, Session session, ToDoubleFunction<Session> speed) {
        var speeds = new ArrayList<Double>();
        notices.say("measuring %s".formatted(test));
        for (int i = 0; i <= repetitions; i++) {
            session.clear();
            double measured = speed.applyAsDouble(session);
            if (i > 0) speeds.add(measured);
        }
        return new Measurement(test, used, speeds.stream().sorted().toList());
    }

    private static double read(Session session, int... text) {
        long start = System.nanoTime();
        session.append(text);
        return text.length * 1e9 / (System.nanoTime() - start);
    }

    private double write(Session session, int first) {
        session.append(first);
        GenerationOptions options = GenerationOptions.defaults().withMaxTokens(generated).withEndsWithModel(false);
        long start = System.nanoTime();
        int count = 0;
        for (Token _ : session.generate(Sampler.greedy(), options)) count++;
        return count * 1e9 / (System.nanoTime() - start);
    }

    private static Table table(ModelInfo info, List<Measurement> all) {
        var table = new Table("MODEL", "SIZE", "PARAMS", "THREADS", "TEST", "TOKENS/S", "SPREAD");
        for (Measurement it : all)
            table.add(
                    info.description(),
                    ByteSize.text(info.sizeBytes()),
                    String.format(Locale.ROOT, "%.2f M", info.parameterCount() / 1e6),
                    it.threads() == 0 ? "auto" : it.threads(),
                    it.test(),
                    String.format(Locale.ROOT, "%.2f", it.median()),
                    String.format(Locale.ROOT, "%.2f-%.2f", it.speeds().getFirst(), it.speeds().getLast()));
        return table;
    }

    private static ObjectNode json(ModelInfo info, List<Measurement> all) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode()
                .put("model", info.description())
                .put("size", info.sizeBytes())
                .put("parameters", info.parameterCount());
        ArrayNode tests = answer.putArray("tests");
        for (Measurement it : all) {
            ObjectNode test = tests.addObject()
                    .put("test", it.test())
                    .put("threads", it.threads())
                    .put("tokens_per_second", it.median());
            ArrayNode speeds = test.putArray("repetitions");
            it.speeds().forEach(speeds::add);
        }
        return answer;
    }
}
