package dev.panallama.runner.cli;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// The variables that no option stands for, as the help of the commands lists them where they count.
enum PlainVariable {
    PANALLAMA_MODELS("the folder that keeps models", Where.MODELS), //
    PANALLAMA_CONVERSATIONS("the folder that keeps conversations", Where.CONVERSATIONS), //
    PANALLAMA_OFFLINE("set, nothing is fetched", Where.FETCHING), //
    HF_TOKEN("tells the Hugging Face hub who asks", Where.FETCHING), //
    HF_ENDPOINT("another hub, or a mirror", Where.FETCHING), //
    HTTPS_PROXY("a proxy", Where.FETCHING), //
    OLLAMA_EDITOR("what Ctrl-G opens, before VISUAL and EDITOR", Where.CHATTING), //
    NO_COLOR("help without colours", Where.EVERYWHERE);

    /// Which commands heed it.
    private enum Where {
        EVERYWHERE, MODELS, FETCHING, CONVERSATIONS, CHATTING;

        private static final Set<String> FETCHERS = Set.of("run", "app", "embed", "tokenize", "template", "bench",
                "estimate", "pull", "create", "quantize", "serve");
        private static final Set<String> OTHERS = Set.of("list", "show", "import", "cp", "rm", "doctor");

        boolean has(String command) {
            return switch (this) {
                case EVERYWHERE -> true;
                case MODELS -> FETCHERS.contains(command) || OTHERS.contains(command);
                case FETCHING -> FETCHERS.contains(command);
                case CHATTING -> command.equals("run");
                case CONVERSATIONS -> command.equals("serve") || command.equals("app");
            };
        }
    }

    private final String meaning;
    private final Where where;

    PlainVariable(String meaning, Where where) {
        this.meaning = meaning;
        this.where = where;
    }

    /// Returns what stands for a command's variables in its help.
    static String help(String command) {
        return Arrays.stream(values())
                .filter(it -> it.where.has(command))
                .map(it -> "  %-26s %s%n".formatted(it, it.meaning))
                .collect(Collectors.joining());
    }
}
