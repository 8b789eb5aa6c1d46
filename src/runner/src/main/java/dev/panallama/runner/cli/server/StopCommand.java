package dev.panallama.runner.cli.server;

import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.ModelNames;
import dev.panallama.runner.cli.command.Version;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `panallama stop`: has a running server free a model.
@Command(
    name = "stop",
    header = "Has a running server free a model.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class StopCommand implements Callable<Integer> {
    @Parameters(
        paramLabel = "MODEL",
        description = "Its name, as ps tells it.",
        completionCandidates = ModelNames.class)
    private String model = "";

    @Mixin
    private final ServerOption server = new ServerOption();

    @Option(names = "--json", description = "Print the server's answer.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ObjectNode request = JsonNodeFactory.instance.objectNode()
                .put("model", model)
                .put("keep_alive", 0)
                .put("stream", false);
        try (ServerClient client = server.client()) {
            JsonNode answer = client.post("/api/generate", request);
            if (json) System.out.println(answer);
            return ExitCode.OK;
        }
    }
}
