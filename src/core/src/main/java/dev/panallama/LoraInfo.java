package dev.panallama;

import dev.panallama.internal.host.HostedAdapter;
import dev.panallama.internal.load.LoraPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the file of a LoRA adapter says of itself. Immutable.
///
/// @param name `general.name` of the file, or the file's name
/// @param baseModels the names of the models that it was made from
/// @param rank the number of columns of its matrices, the largest if they differ
/// @param alpha what the product of its matrices is multiplied by, divided by the rank; with 0 it is taken as it is
/// @param tensors the names of the model's tensors that it changes
/// @param taskName what it is for, if the file says so
/// @param promptPrefix what a prompt has to begin with, if the file says so
/// @param invocationTokens the tokens in a prompt from which on an activated adapter (aLoRA) is active; none if it is
///     always active
/// @param metadata all scalar metadata as text, by key
public record LoraInfo(
        String name,
        List<String> baseModels,
        int rank,
        float alpha,
        List<String> tensors,
        Optional<String> taskName,
        Optional<String> promptPrefix,
        List<Integer> invocationTokens,
        Map<String, String> metadata) {

    static LoraInfo of(HostedAdapter adapter, Collection<LoraPair> pairs) {
        Map<String, String> metadata = adapter.metadata();
        return new LoraInfo(
                metadata.getOrDefault("general.name", adapter.name()),
                baseModels(metadata),
                (int) pairs.stream().mapToLong(LoraPair::rank).max().orElseThrow(),
                Float.parseFloat(metadata.getOrDefault("adapter.lora.alpha", "0")),
                pairs.stream().map(LoraPair::target).toList(),
                Optional.ofNullable(metadata.get("adapter.lora.task_name")),
                Optional.ofNullable(metadata.get("adapter.lora.prompt_prefix")),
                Arrays.stream(adapter.invocationTokens()).boxed().toList(),
                metadata);
    }

    private static List<String> baseModels(Map<String, String> metadata) {
        var names = new ArrayList<String>();
        while (true) {
            String name = metadata.get("general.base_model.%d.name".formatted(names.size()));
            if (name == null) return List.copyOf(names);
            names.add(name);
        }
    }
}
