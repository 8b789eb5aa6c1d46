package dev.panallama.runner.cli.model;

import static dev.panallama.runner.cli.command.UsageException.reading;

import dev.panallama.quantization.ImportanceMatrix;
import dev.panallama.quantization.Quantization;
import dev.panallama.quantization.QuantizationResult;
import dev.panallama.quantization.Quantizer;
import dev.panallama.quantization.QuantizerOptions;
import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.ModelNames;
import dev.panallama.runner.cli.command.UserModels;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.console.ByteSize;
import dev.panallama.runner.console.Notices;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `panallama quantize`: writes a model file anew in a smaller type.
@Command(
    name = "quantize",
    header = "Writes a model file anew in a smaller type of numbers.",
    description = "%nThe new file appears when it is complete.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class QuantizeCommand implements Callable<Integer> {
    @Parameters(
        index = "0",
        paramLabel = "IN",
        description = "The model, as for run: a name, or the path of a GGUF file.",
        completionCandidates = ModelNames.class)
    private String in = "";

    @Parameters(index = "1", paramLabel = "OUT", description = "Where the new file goes.")
    private Path out = Path.of("");

    @Parameters(
        index = "2",
        paramLabel = "TYPE",
        description = "Its type, one of ${COMPLETION-CANDIDATES}.",
        completionCandidates = Types.class)
    private String type = "";

    @Option(names = "--imatrix", paramLabel = "FILE", description = "How much each input counts: an importance matrix.")
    private @Nullable Path imatrix;

    @Option(names = "--threads", paramLabel = "N", description = "Compute on N threads (default: all processors).")
    private @Nullable Integer threads;

    @Option(names = "--pure", description = "Give all tensors this type, without a mixture.")
    private boolean pure;

    @Option(
        names = "--allow-requantize",
        description = "Quantize also what is quantized already, which loses quality twice.")
    private boolean requantize;

    @Option(names = "--force", description = "Replace OUT if it is there.")
    private boolean force;

    @Option(names = "--json", description = "Print JSON about what was written.")
    private boolean json;

    private final Notices notices = Notices.onStandardError();

    /// The names of all types.
    static final class Types extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Types() {
            super(Arrays.stream(Quantization.values()).map(Quantization::name).toList());
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        QuantizerOptions options = reading(this::options);
        if (Files.exists(out) && !force)
            throw new FileAlreadyExistsException(out.toString(), null, "is there already: --force replaces it");
        var models = UserModels.of(notices);
        models.library().requireUnused(out);
        Path from = models.locate(in).file();
        QuantizationResult result = quantize(from, options);
        if (json) System.out.println(json(result));
        else
            notices.say(String.format(Locale.ROOT, "%s: %s, %s before, in %.1f s", out,
                    ByteSize.text(result.bytesAfter()), ByteSize.text(result.bytesBefore()),
                    result.time().toMillis() / 1e3));
        return ExitCode.OK;
    }

    private QuantizationResult quantize(Path from, QuantizerOptions options) throws IOException {
        long bytes = Files.size(from);
        try (var bar = notices.progress("quantizing", bytes)) {
            return Quantizer.quantize(from, out, options, step -> {
                bar.at((long) (step.fraction() * bytes));
                return true;
            });
        } catch (IllegalArgumentException wrong) {
            String message = String.valueOf(wrong.getMessage());
            throw new IllegalArgumentException(message.replace("withAllowRequantize(true)", "--allow-requantize"),
                    wrong);
        }
    }

    private QuantizerOptions options() throws IOException {
        QuantizerOptions options = QuantizerOptions.of(quantization()).withPure(pure).withAllowRequantize(requantize);
        if (threads != null) options = options.withThreads(threads);
        return imatrix == null ? options : options.withImportanceMatrix(ImportanceMatrix.read(imatrix));
    }

    private Quantization quantization() {
        return Arrays.stream(Quantization.values())
                .filter(it -> it.name().equals(type.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no type %s: give one of %s".formatted(type,
                        String.join(", ", new Types()))));
    }

    private static ObjectNode json(QuantizationResult result) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode files = answer.putArray("files");
        result.files().forEach(it -> files.add(it.toString()));
        return answer.put("bytes_before", result.bytesBefore())
                .put("bytes_after", result.bytesAfter())
                .put("milliseconds", result.time().toMillis());
    }
}
