package dev.panallama.runner.cli.generate;

import dev.panallama.runner.store.Catalog;
import dev.panallama.runner.store.Inventory;
import dev.panallama.runner.store.ModelName;
import dev.panallama.runner.store.ModelReference;
import java.util.List;
import java.util.Optional;

/// What the words of a command line ask for.
///
/// @param model the one that answers
/// @param prompt what it answers to; empty if none was given
record Request(ModelReference model, Optional<String> prompt) {
    /// Reads the words: a model if the first one is one, then the prompt.
    ///
    /// @param inventory whose names are models too
    static Request of(List<String> words, Inventory inventory) {
        Optional<ModelReference> named = words.stream().findFirst().flatMap(it -> model(it, inventory));
        List<String> prompt = named.isPresent() ? words.subList(1, words.size()) : words;
        return new Request(
                named.orElse(new ModelReference.Named(Catalog.defaultModel())),
                prompt.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", prompt)));
    }

    private static Optional<ModelReference> model(String word, Inventory inventory) {
        return ModelReference.guess(word)
                .or(() -> ModelName.of(word).filter(it -> inventory.find(it).isPresent())
                        .map(ModelReference.Named::new));
    }
}
