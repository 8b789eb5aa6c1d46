package dev.panallama.bench.cli;

import dev.panallama.bench.model.BenchModels;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "models",
    header = "Writes the random 1.1B llama, unless that is done, and says where the models are.",
    mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        System.out.println(BenchModels.smolLm2());
        System.out.println(BenchModels.large());
        return 0;
    }
}
