package dev.panallama.runner.cli.model;

import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.UserModels;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.console.ByteSize;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.ModelReference;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `panallama pull`: fetches models.
@Command(
    name = "pull",
    header = "Fetches models.",
    description = {
        "%nMODEL is a name of the catalog such as smollm2 or llama2, a name of the Hugging Face hub such as"
                + " user/repository or hf.co/user/repository:Q4_K_M, or the address of a GGUF file.",
        "%nA download that is broken off goes on where it ended. What has not changed is not fetched again.%n"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class PullCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "MODEL", description = "What to fetch.")
    private List<String> names = List.of();

    @Option(
        names = "--accept-license",
        description = "Accept the licence of models that ask for it, such as Llama 2. It is asked for once.")
    private boolean accepting;

    @Option(names = "--json", description = "Print JSON about what was fetched, also if a later one cannot be.")
    private boolean json;

    private final Notices notices = Notices.onStandardError();

    @Override
    public Integer call() throws Exception {
        List<ModelReference> wanted = names.stream().map(UserModels::reference).toList(); // or none is fetched
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode fetched = answer.putArray("models");
        try {
            for (ModelReference it : wanted) fetch(it, fetched);
        } finally {
            if (json) System.out.println(answer);
        }
        return ExitCode.OK;
    }

    private void fetch(ModelReference wanted, ArrayNode fetched) throws IOException, InterruptedException {
        InstalledModel model = UserModels.of(notices).fetcher(accepting).pull(wanted);
        notices.say("%s is there: %s".formatted(model.name(), ByteSize.text(model.bytes())));
        if (json) fetched.add(new ModelJson().of(model));
    }
}
