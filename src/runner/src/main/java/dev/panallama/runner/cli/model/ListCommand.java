package dev.panallama.runner.cli.model;

import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.UserModels;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.console.ByteSize;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.store.InstalledModel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `panallama list`: which models there are. The table has Ollama's columns, which scripts cut out.
@Command(
    name = "list",
    aliases = "ls",
    header = "Lists the models of the store.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ListCommand implements Callable<Integer> {
    private static final int ID = 12; // digits

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    private final Digests digests = new Digests();

    @Override
    public Integer call() {
        List<InstalledModel> models = UserModels.of(Notices.onStandardError()).library().inventory().all();
        if (json) System.out.println(json(models));
        else print(models);
        return ExitCode.OK;
    }

    private void print(List<InstalledModel> models) {
        int width = Math.max(4,
                models.stream().mapToInt(it -> it.fullName().length()).max().orElse(4));
        String line = "%-" + width + "s    %-12s    %-7s    %s";
        System.out.println(line.formatted("NAME", "ID", "SIZE", "MODIFIED"));
        for (InstalledModel it : models)
            System.out.println(line.formatted(it.fullName(), id(it),
                    ByteSize.text(it.bytes()), ago(it.modified(), Clock.systemUTC().instant())));
    }

    private String id(InstalledModel model) {
        return digests.of(model).map(it -> it.substring(0, ID)).orElse("-");
    }

    private static ArrayNode json(List<InstalledModel> models) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        var json = new ModelJson();
        models.forEach(it -> all.add(json.of(it)));
        return all;
    }

    static String ago(Instant time, Instant now) {
        Duration age = Duration.between(time, now);
        if (age.toDays() >= 14) return "%d weeks ago".formatted(age.toDays() / 7);
        if (age.toDays() >= 2) return "%d days ago".formatted(age.toDays());
        if (age.toHours() >= 2) return "%d hours ago".formatted(age.toHours());
        if (age.toMinutes() >= 2) return "%d minutes ago".formatted(age.toMinutes());
        return "just now";
    }
}
