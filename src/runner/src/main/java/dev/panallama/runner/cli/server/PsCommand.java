package dev.panallama.runner.cli.server;

import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.console.ByteSize;
import dev.panallama.runner.console.Table;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `panallama ps`: which models a running server has in memory. The table has Ollama's columns.
@Command(
    name = "ps",
    header = "Lists the models that a running server has in memory.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class PsCommand implements Callable<Integer> {
    private static final int ID = 12; // digits
    private static final Duration FOR_EVER = Duration.ofDays(3650);

    @Mixin
    private final ServerOption server = new ServerOption();

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ServerClient client = server.client()) {
            JsonNode models = client.get("/api/ps").path("models");
            if (json) System.out.println(models);
            else table(models, Clock.systemUTC().instant()).print(System.out);
            return ExitCode.OK;
        }
    }

    private static Table table(JsonNode models, Instant now) {
        var table = new Table("NAME", "ID", "SIZE", "PROCESSOR", "CONTEXT", "UNTIL");
        for (JsonNode it : models) {
            String digest = it.path("digest").asString("");
            long size = it.path("size").asLong(0);
            table.add(
                    it.path("name").asString(""),
                    digest.substring(0, Math.min(ID, digest.length())),
                    ByteSize.text(size),
                    processor(size, it.path("size_vram").asLong(0)),
                    it.path("context_length").asInt(0),
                    until(Duration.between(now, OffsetDateTime.parse(it.path("expires_at").asString()))));
        }
        return table;
    }

    /// Says where a model is, given how much of it is on GPUs.
    static String processor(long size, long onGpu) {
        if (onGpu <= 0) return "100% CPU";
        if (onGpu >= size) return "100% GPU";
        long share = Math.round(100.0 * onGpu / size);
        return "%d%%/%d%% CPU/GPU".formatted(100 - share, share);
    }

    /// Says how long a model is going to stay.
    static String until(Duration left) {
        if (left.compareTo(FOR_EVER) > 0) return "Forever";
        if (left.isNegative()) return "Stopping...";
        if (left.toDays() >= 2) return "%d days from now".formatted(left.toDays());
        if (left.toHours() >= 2) return "%d hours from now".formatted(left.toHours());
        if (left.toMinutes() >= 2) return "%d minutes from now".formatted(left.toMinutes());
        return "%d seconds from now".formatted(left.toSeconds());
    }
}
