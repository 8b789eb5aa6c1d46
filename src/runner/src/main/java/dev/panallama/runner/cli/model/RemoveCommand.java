package dev.panallama.runner.cli.model;

import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.UserModels;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.console.Notices;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `panallama rm`: removes models from the store.
@Command(
    name = "rm",
    header = "Removes models from the store, with their files.",
    description = "%nA file that another name stands for as well stays. Models of other programs are left alone.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class RemoveCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "MODEL", description = "The names.")
    private List<String> names = List.of();

    @Option(names = "--json", description = "Print JSON about what was removed, also if a later one cannot be.")
    private boolean json;

    private final Notices notices = Notices.onStandardError();

    @Override
    public Integer call() throws Exception {
        var library = UserModels.of(notices).library();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode removed = answer.putArray("removed");
        try {
            for (String name : names) {
                library.remove(name);
                notices.say("removed " + name);
                removed.add(name);
            }
        } finally {
            if (json) System.out.println(answer);
        }
        return ExitCode.OK;
    }
}
