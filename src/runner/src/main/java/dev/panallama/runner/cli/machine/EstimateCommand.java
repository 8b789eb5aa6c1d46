package dev.panallama.runner.cli.machine;

import static dev.panallama.runner.cli.command.UsageException.reading;
import static java.util.Objects.requireNonNullElse;

import dev.panallama.MemoryEstimate;
import dev.panallama.MemoryUsage;
import dev.panallama.SessionOptions;
import dev.panallama.runner.cli.command.AttentionOptions;
import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.ModelArgument;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.console.ByteSize;
import dev.panallama.runner.console.Table;
import dev.panallama.runner.serving.MachineMemory;
import dev.panallama.runner.store.InstalledModel;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;

/// `panallama estimate`: tells whether a model fits into memory, before it is loaded.
@Command(
    name = "estimate",
    header = "Tells how much memory a model takes, and whether it is there.",
    description = "%nThe header of the file tells it: nothing is loaded.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class EstimateCommand implements Callable<Integer> {
    @Mixin
    private final ModelArgument model = new ModelArgument();

    @Option(
        names = "--ctx",
        paramLabel = "N",
        description = "With a conversation of N tokens, 0 for what suits the model (default: what the model was made with, or 0).")
    private @Nullable Integer contextLength;

    @Mixin
    private final AttentionOptions attention = new AttentionOptions();

    @Option(names = "--json", description = "Print JSON, in bytes.")
    private boolean json;

    /// Whether there is room.
    enum Fit {
        FITS("fits"),
        /// The system has to read weights again and again.
        SLOW("fits, but slow: parts of the file are read again and again while it computes"), NOT(
                "does not fit: take a smaller model, a smaller quantization or a smaller --ctx");

        private final String meaning;

        Fit(String meaning) {
            this.meaning = meaning;
        }

        static Fit of(MemoryUsage usage, MachineMemory memory) {
            if (usage.total() <= memory.freeBytes()) return FITS;
            return usage.allocated() <= memory.freeBytes() ? SLOW : NOT;
        }

        @Override
        public String toString() {
            return meaning;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        int asked = requireNonNullElse(contextLength, 0);
        SessionOptions said = reading(() -> attention.in(SessionOptions.defaults().withContextLength(asked)));
        InstalledModel installed = model.installed();
        SessionOptions options = contextLength != null
                ? said
                : said.withContextLength(installed.settings().fields().path("num_ctx").asInt(0));
        MemoryUsage usage = MemoryEstimate.of(installed.file(), options).total()
                .plus(new MemoryUsage(0, installed.adapterBytes(), 0, 0, 0, 0)); // in memory of their own
        MachineMemory memory = MachineMemory.now();
        Fit fit = Fit.of(usage, memory);
        if (json) printJson(usage, memory, fit);
        else print(usage, memory, fit);
        return ExitCode.OK;
    }

    private static void print(MemoryUsage usage, MachineMemory memory, Fit fit) {
        var table = new Table("PART", "SIZE");
        table.add("weights in the file", ByteSize.text(usage.mappedWeights()));
        table.add("weights in memory of their own", ByteSize.text(usage.weights()));
        table.add("context", ByteSize.text(usage.kvCache() + usage.recurrentState()));
        table.add("computing", ByteSize.text(usage.computing() + usage.output()));
        table.add("total", ByteSize.text(usage.total()));
        table.add("free here",
                "%s of %s".formatted(ByteSize.text(memory.freeBytes()), ByteSize.text(memory.totalBytes())));
        table.print(System.out);
        System.out.println(fit);
    }

    private static void printJson(MemoryUsage usage, MachineMemory memory, Fit fit) {
        System.out.println(JsonNodeFactory.instance.objectNode()
                .put("mapped_weights", usage.mappedWeights())
                .put("weights", usage.weights())
                .put("context", usage.kvCache() + usage.recurrentState())
                .put("computing", usage.computing() + usage.output())
                .put("total", usage.total())
                .put("free", memory.freeBytes())
                .put("machine", memory.totalBytes())
                .put("fits", fit != Fit.NOT)
                .put("slow", fit == Fit.SLOW));
    }
}
