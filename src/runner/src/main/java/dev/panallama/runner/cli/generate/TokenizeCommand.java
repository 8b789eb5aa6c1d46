package dev.panallama.runner.cli.generate;

import dev.panallama.Model;
import dev.panallama.Vocabulary;
import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.ModelArgument;
import dev.panallama.runner.cli.command.Version;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/// `panallama tokenize`: prints a text as a model's tokens.
@Command(
    name = "tokenize",
    header = "Prints the tokens of a text, one a line with its id.",
    description = "%nWithout TEXT, standard input is the text, with its line ends.%n",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class TokenizeCommand implements Callable<Integer> {
    @Mixin
    private final ModelArgument model = new ModelArgument();

    @Parameters(index = "1..*", paramLabel = "TEXT", description = "The text; several words are joined by blanks.")
    private List<String> words = List.of();

    @Option(names = "--ids", description = "Print the ids alone, in one line.")
    private boolean ids;

    @Option(names = "--no-special", description = "Leave out the tokens that the model wants around a text.")
    private boolean bare;

    @Option(
        names = "--parse-special",
        description = "Take the names of special tokens in the text, such as <|im_end|>, for these tokens.")
    private boolean parseSpecial;

    @Option(names = "--json", description = "Print a JSON list of ids and pieces; of ids alone with --ids.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String text = words.isEmpty() ? TextInput.required() : String.join(" ", words);
        try (Model loaded = ModelArgument.loadVocabulary(model.installed())) {
            Vocabulary vocabulary = loaded.vocabulary();
            print(vocabulary, vocabulary.tokenize(text, !bare, parseSpecial));
            return ExitCode.OK;
        }
    }

    private void print(Vocabulary vocabulary, int... tokens) {
        if (json) System.out.println(json(vocabulary, tokens));
        else
            if (ids)
                System.out.println(Arrays.stream(tokens).mapToObj(Integer::toString).collect(Collectors.joining(" ")));
            else
                for (int it : tokens)
                    System.out.println("%7d  %s".formatted(it, StringNode.valueOf(vocabulary.text(it))));
    }

    private ArrayNode json(Vocabulary vocabulary, int... tokens) {
        if (!ids) return pieces(vocabulary, tokens);
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (int it : tokens) all.add(it);
        return all;
    }

    /// Returns tokens as JSON, with what they stand for.
    static ArrayNode pieces(Vocabulary vocabulary, int... tokens) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (int it : tokens) all.addObject().put("id", it).put("piece", vocabulary.text(it));
        return all;
    }
}
