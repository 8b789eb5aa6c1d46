package dev.panallama.runner.cli.model;

import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.UserModels;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.console.ByteSize;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.serving.ModelCard;
import dev.panallama.runner.serving.ModelCards;
import dev.panallama.runner.store.InstalledModel;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `panallama show`: what a model is.
@Command(
    name = "show",
    header = "Says what a model is and how it is used.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL", description = "A name, or the path of a GGUF file.")
    private String name = "";

    @ArgGroup
    private final Part part = new Part();

    @Option(names = {"-v", "--verbose"}, description = "Tell all that the file says of itself.")
    private boolean verbose;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /// What is told alone.
    private static final class Part {
        @Option(names = "--modelfile", description = "Print the Modelfile alone.")
        private boolean modelfile;

        @Option(names = "--parameters", description = "Print the parameters alone.")
        private boolean parameters;

        @Option(names = "--template", description = "Print the chat template alone.")
        private boolean template;

        @Option(names = "--system", description = "Print the system message alone.")
        private boolean system;

        @Option(names = "--license", description = "Print the licence alone.")
        private boolean license;

        Optional<String> of(InstalledModel model, ModelCard card) {
            var settings = model.settings();
            if (modelfile) return Optional.of(UserModels.modelfile(model));
            if (parameters) return Optional.of(settings.parameterLines());
            if (template) return Optional.of(card.template().orElse(""));
            if (system) return Optional.of(settings.system().orElse(""));
            if (license) return Optional.of(settings.license().or(card::license).orElse(""));
            return Optional.empty();
        }

        /// Returns it of an object that has all.
        ObjectNode of(ObjectNode all) {
            if (modelfile) return all.retain("modelfile");
            if (parameters) return all.retain("parameters");
            if (template) return all.retain("template");
            if (system) return all.retain("system");
            return license ? all.retain("license") : all;
        }
    }

    @Override
    public Integer call() throws Exception {
        InstalledModel model = UserModels.of(Notices.onStandardError()).there(name);
        ModelCard card = new ModelCards().of(model);
        Optional<String> alone = part.of(model, card);
        if (json) System.out.println(part.of(json(model, card)));
        else if (alone.isPresent()) System.out.println(alone.get());
        else print(model, card);
        return ExitCode.OK;
    }

    private void print(InstalledModel model, ModelCard card) {
        section("Model", List.of(
                line("name", model.fullName()),
                line("architecture", card.architecture()),
                line("parameters", String.format(Locale.ROOT, "%.1f M", card.parameters() / 1e6)),
                line("context length", card.contextLength()),
                line("embedding length", card.embeddingLength()),
                line("quantization", card.quantization()),
                line("size", ByteSize.text(model.bytes())),
                line("file", model.file())));
        section("Capabilities", card.abilities().stream().map(it -> "    " + it.label()).toList());
        var settings = model.settings();
        if (!settings.parameters().isEmpty())
            section("Parameters", settings.parameterLines().lines().map(it -> "    " + it).toList());
        settings.system().ifPresent(it -> section("System", List.of("    " + it.strip())));
        settings.license().or(card::license)
                .ifPresent(it -> section("License", it.lines().limit(2).map(line -> "    " + line).toList()));
        if (verbose)
            section("Metadata", card.metadata().entrySet().stream()
                    .map(it -> "    %-40s %s".formatted(it.getKey(), shortened(it.getValue()))).toList());
    }

    private static void section(String title, List<String> lines) {
        System.out.println("  " + title);
        lines.forEach(System.out::println);
        System.out.println();
    }

    private static String shortened(Object value) {
        String text = String.valueOf(value).replaceAll("\\s+", " ");
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    private static String line(String what, Object value) {
        return "    %-18s %s".formatted(what, value);
    }

    private static ObjectNode json(InstalledModel model, ModelCard card) {
        ObjectNode node = JsonNodeFactory.instance.objectNode()
                .put("name", model.fullName())
                .put("file", model.file().toString())
                .put("size", model.bytes())
                .put("owner", model.owner().name().toLowerCase(Locale.ROOT))
                .put("architecture", card.architecture())
                .put("parameter_count", card.parameters())
                .put("context_length", card.contextLength())
                .put("embedding_length", card.embeddingLength())
                .put("quantization", card.quantization())
                .put("modelfile", UserModels.modelfile(model))
                .put("template", card.template().orElse(""))
                .put("system", model.settings().system().orElse(""))
                .put("license", model.settings().license().or(card::license).orElse(""));
        node.putPOJO("parameters", model.settings().parameters());
        var abilities = node.putArray("capabilities");
        card.abilities().forEach(it -> abilities.add(it.label()));
        node.putPOJO("metadata", card.metadata());
        return node;
    }
}
