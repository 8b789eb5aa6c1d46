package dev.panallama.bench.cli;

import dev.panallama.bench.figures.Section;
import dev.panallama.bench.load.LoadComparison;
import dev.panallama.bench.load.TargetKind;
import dev.panallama.bench.load.Targets;
import dev.panallama.bench.load.Workload;
import dev.panallama.bench.load.WorkloadKind;
import dev.panallama.bench.load.WorkloadWriter;
import dev.panallama.bench.model.Words;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How many requests at once are measured, and what answers them.
final class LoadOptions {
    @Option(
        names = "--workload",
        paramLabel = "FILE",
        description = "a file that `workload` wrote (default: distinct prompts, a shared prefix, mixed lengths)")
    private @Nullable Path file;

    @Option(
        names = "--streams",
        split = ",",
        paramLabel = "N",
        description = "how many at once (default: ${DEFAULT-VALUE})")
    private List<Integer> streams = List.of(1, 4, 8, 16);

    @Option(
        names = "--only",
        split = ",",
        paramLabel = "NAME",
        description = "what answers in this process: engine, sessions (default: ${DEFAULT-VALUE})")
    private List<String> only = List.of("engine");

    @Option(
        names = "--llama-server",
        paramLabel = "PROGRAM",
        description = "llama-server, started for each measurement")
    private @Nullable Path llamaServer;

    @Option(
        names = "--llama-server-options",
        split = " ",
        paramLabel = "OPTION",
        description = "more of its options, with blanks between them")
    private List<String> serverOptions = List.of();

    @Option(
        names = "--url",
        paramLabel = "URL",
        description = "a server that runs already, such as http://127.0.0.1:8080")
    private @Nullable URI url;

    @Option(names = "--chat", description = "ask the server at --url for chat completions")
    private boolean chat;

    List<Section> measure(MeasureOptions options) throws Exception {
        var comparison = new LoadComparison(targets(options), options.mostThreads(), options.rounds(1));
        var sections = new ArrayList<Section>();
        for (Workload it : workloads(options))
            sections.add(comparison.measure("Load: " + it.heading().kind().name().toLowerCase(Locale.ROOT),
                    it, options.isQuick() ? List.of(2) : streams));
        return sections;
    }

    private List<TargetKind> targets(MeasureOptions options) throws Exception {
        var targets = new ArrayList<>(Targets.inProcess(options.model()));
        targets.removeIf(it -> !only.contains(it.name()));
        if (url != null) targets.add(Targets.server(url, chat));
        if (llamaServer != null) targets.add(Targets.llamaServer(llamaServer, options.model(), serverOptions));
        return targets;
    }

    private List<Workload> workloads(MeasureOptions options) throws Exception {
        if (file != null) return List.of(Workload.read(file));
        int count = options.size(32, 4);
        int answer = options.size(48, 4);
        String name = options.model().getFileName().toString();
        try (var words = new Words(options.model())) {
            var distinct = new WorkloadWriter(count, options.size(200, 16), 0, answer, 0);
            var shared = new WorkloadWriter(options.size(16, 4), options.size(1040, 40), options.size(1000, 32), answer,
                    0);
            return List.of(
                    distinct.write(WorkloadKind.DISTINCT, 1, name, words),
                    shared.write(WorkloadKind.SHARED, 2, name, words),
                    distinct.write(WorkloadKind.MIXED, 3, name, words));
        }
    }
}
