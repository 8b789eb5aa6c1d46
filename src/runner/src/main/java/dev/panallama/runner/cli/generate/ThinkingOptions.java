package dev.panallama.runner.cli.generate;

import dev.panallama.chat.PromptOptions;
import dev.panallama.runner.chat.Thinking;
import java.util.ArrayList;
import java.util.Map;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// Whether and how much a model is to think, as options.
final class ThinkingOptions {
    @Option(
        names = "--think",
        arity = "0..1",
        paramLabel = "LEVEL",
        preprocessor = Attached.class,
        description = "Have the model think before it answers; =high, =medium or =low says how much to a template that heeds it"
                + " (default: as its template has it).",
        completionCandidates = Words.class)
    private @Nullable String think;

    @Option(names = "--no-think", description = "Have the model answer at once.")
    private boolean not;

    /// The values there are.
    static final class Words extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Words() {
            super(Thinking.WORDS);
        }
    }

    /// Takes a value that is tied to the option by `=`: the next word is none, but may begin the prompt.
    static final class Attached implements IParameterPreprocessor {
        @Override
        public boolean preprocess(Stack<String> words, CommandSpec command, ArgSpec option, Map<String, Object> how) {
            if (!"=".equals(how.get("separator"))) words.push("true");
            return false;
        }
    }

    /// Returns whether anything is said of it.
    boolean areGiven() {
        return think != null || not;
    }

    /// Returns options by which the model thinks as the command line says.
    ///
    /// @throws IllegalArgumentException if that makes no sense
    PromptOptions in(PromptOptions options) {
        if (think != null && not)
            throw new IllegalArgumentException("--think and --no-think say opposite things: give one of them");
        if (not) return Thinking.parse("false").in(options);
        return think == null ? options : Thinking.parse(think).in(options);
    }
}
