package dev.panallama.runner;

import dev.panallama.runner.serving.ModelCard;
import dev.panallama.runner.store.InstalledModel;
import java.nio.file.Path;

/// A model on this machine. Immutable.
///
/// @param name what it is called, without the usual tag
/// @param file where it lies; of a model in parts, the first one
/// @param bytes how long it is, all parts together
/// @param parameters how many weights it has
/// @param quantization what they are stored as, such as `Q4_K_M`
/// @param contextLength how many tokens it was trained on at a time, 0 if it does not say
/// @param memoryBytes how much memory it takes when it answers, by an estimate
/// @param fits whether models may have so much memory
/// @param owned whether it is of this program's folder, so that it can be removed
public record LocalModel(
        String name,
        Path file,
        long bytes,
        long parameters,
        String quantization,
        int contextLength,
        long memoryBytes,
        boolean fits,
        boolean owned) {
    static LocalModel of(InstalledModel model, ModelCard card, long memoryBytes, long most) {
        return new LocalModel(model.name(), model.file(), model.bytes(), card.parameters(), card.quantization(),
                card.contextLength(), memoryBytes, memoryBytes <= most,
                model.owner() == InstalledModel.Owner.PANALLAMA);
    }
}
