package dev.panallama.bench.cli;

import dev.panallama.bench.load.Workload;
import dev.panallama.bench.load.WorkloadKind;
import dev.panallama.bench.load.WorkloadWriter;
import dev.panallama.bench.model.BenchModels;
import dev.panallama.bench.model.Words;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "workload",
    header = "Writes a file of requests for `load`: the same seed writes the same.",
    mixinStandardHelpOptions = true)
final class WorkloadCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "KIND", description = "${COMPLETION-CANDIDATES}")
    private WorkloadKind kind = WorkloadKind.DISTINCT;

    @Parameters(index = "1", paramLabel = "FILE", description = "the file, of JSON lines")
    private Path file = Path.of("workload.jsonl");

    @Option(names = "--requests", paramLabel = "N", description = "how many (default: ${DEFAULT-VALUE})")
    private int requests = 32;

    @Option(names = "--prompt", paramLabel = "N", description = "tokens of each prompt (default: ${DEFAULT-VALUE})")
    private int prompt = 200;

    @Option(
        names = "--shared",
        paramLabel = "N",
        description = "tokens that all begin with (default: 0.8 of the prompt)")
    private int shared;

    @Option(names = "--answer", paramLabel = "N", description = "tokens of each answer (default: ${DEFAULT-VALUE})")
    private int answer = 64;

    @Option(
        names = "--per-second",
        paramLabel = "X",
        description = "requests a second, by a Poisson process (default: all are there at the beginning)")
    private double perSecond;

    @Option(names = "--seed", paramLabel = "N", description = "what all follows from (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--model", paramLabel = "FILE", description = "whose tokens are counted (default: SmolLM2 135M)")
    private @Nullable Path model;

    @Override
    public Integer call() throws Exception {
        Path of = model != null ? model : BenchModels.smolLm2();
        var writer = new WorkloadWriter(requests, prompt, shared > 0 ? shared : prompt * 4 / 5, answer, perSecond);
        try (var words = new Words(of)) {
            Workload workload = writer.write(kind, seed, of.getFileName().toString(), words);
            workload.write(file);
        }
        return 0;
    }
}
