package dev.panallama.runner.cli.machine;

import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.cli.server.ServerClient;
import dev.panallama.runner.cli.server.ServerOption;
import dev.panallama.runner.console.Table;
import dev.panallama.runner.store.DataFolder;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `panallama doctor`: looks at what could keep models from running well.
@Command(
    name = "doctor",
    header = "Looks for what could keep models from running well.",
    description = "%nExits with 1 if something is broken.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private final ServerOption server = new ServerOption();

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        try (ServerClient client = server.client()) {
            List<Finding> findings = new Examination(DataFolder.ofUser()).of(client);
            if (json) System.out.println(json(findings));
            else table(findings).print(System.out);
            boolean broken = findings.stream().anyMatch(it -> it.state() == Finding.State.BROKEN);
            return broken ? ExitCode.FAILURE : ExitCode.OK;
        }
    }

    private static Table table(List<Finding> findings) {
        var table = new Table("STATE", "SUBJECT", "FINDING");
        for (Finding it : findings) table.add(state(it), it.subject(), it.text());
        return table;
    }

    private static ArrayNode json(List<Finding> findings) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Finding it : findings)
            all.addObject().put("subject", it.subject()).put("state", state(it)).put("finding", it.text());
        return all;
    }

    private static String state(Finding finding) {
        return finding.state().name().toLowerCase(Locale.ROOT);
    }
}
