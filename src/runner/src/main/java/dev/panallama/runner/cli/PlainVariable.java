package dev.panallama.runner.cli;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The variables that no option stands for, as the help of the commands lists them where they count.
enum PlainVariable {
    PANALLAMA_MODELS("the folder that keeps models", Commands.WITH_MODELS), //
    PANALLAMA_CONVERSATIONS("the folder that keeps conversations", Set.of("serve", "app")), //
    PANALLAMA_OFFLINE("set, nothing is fetched", Commands.FETCHING), //
    HF_TOKEN("tells the Hugging Face hub who asks", Commands.FETCHING), //
    HF_ENDPOINT("another hub, or a mirror", Commands.FETCHING), //
    HTTPS_PROXY("a proxy", Commands.FETCHING), //
    NO_COLOR("help without colours", Set.of());

    /// Names of commands.
    private static final class Commands {
        static final Set<String> FETCHING = Set.of("run", "app", "embed", "tokenize", "template", "bench", "estimate",
                "pull", "create", "quantize", "serve");
        static final Set<String> WITH_MODELS = Stream.concat(FETCHING.stream(),
                Stream.of("list", "show", "import", "cp", "rm", "doctor")).collect(Collectors.toSet());
    }

    private final String meaning;
    private final Set<String> commands;

    /// @param commands where it counts; none for everywhere
    PlainVariable(String meaning, Set<String> commands) {
        this.meaning = meaning;
        this.commands = commands;
    }

    /// Returns what stands for a command's variables in its help.
    static String help(String command) {
        return Arrays.stream(values())
                .filter(it -> it.commands.isEmpty() || it.commands.contains(command))
                .map(it -> "  %-26s %s%n".formatted(it, it.meaning))
                .collect(Collectors.joining());
    }
}
