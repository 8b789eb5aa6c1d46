package dev.panallama.runner.cli.generate;

import dev.panallama.runner.store.Catalog;
import dev.panallama.runner.store.Inventory;
import dev.panallama.runner.store.ModelName;
import dev.panallama.runner.store.ModelReference;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the words of a command line ask for.
///
/// @param model the one that answers
/// @param prompt what it answers to; empty if none was given
/// @param doubtful the first word, where it begins the prompt, but looks like the name of a model
record Request(ModelReference model, Optional<String> prompt, Optional<String> doubtful) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]{2,}");
    private static final Pattern NUMBERED = Pattern.compile("[A-Za-z]{2}[A-Za-z0-9._-]*\\d[A-Za-z0-9._-]*");

    /// Reads the words: a model if the first one is one, then the prompt.
    ///
    /// @param inventory whose names are models too
    static Request of(List<String> words, Inventory inventory) {
        Optional<ModelReference> named = words.stream().findFirst().flatMap(it -> model(it, inventory));
        List<String> prompt = named.isPresent() ? words.subList(1, words.size()) : words;
        return new Request(
                named.orElse(new ModelReference.Named(Catalog.defaultModel())),
                prompt.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", prompt)),
                prompt.stream().findFirst().filter(_ -> named.isEmpty()).filter(it -> isLikeName(it, words.size())));
    }

    private static boolean isLikeName(String word, int words) {
        return NUMBERED.matcher(word).matches() || (words == 1 && NAME.matcher(word).matches());
    }

    private static Optional<ModelReference> model(String word, Inventory inventory) {
        return ModelReference.guess(word)
                .or(() -> ModelName.of(word).filter(it -> inventory.find(it).isPresent())
                        .map(ModelReference.Named::new));
    }
}
