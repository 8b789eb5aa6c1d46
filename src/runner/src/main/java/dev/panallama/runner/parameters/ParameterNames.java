package dev.panallama.runner.parameters;

import dev.panallama.runner.console.Spelling;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The parameters that say how a model answers, by Ollama's names.
public final class ParameterNames {
    /// Those that say how tokens are chosen.
    public static final List<String> SAMPLING = List.of("temperature", "top_k", "top_p", "min_p", "typical_p", "seed",
            "repeat_last_n", "repeat_penalty", "presence_penalty", "frequency_penalty");

    /// All of them.
    public static final List<String> ALL = Stream.concat(SAMPLING.stream(), Stream.of("num_predict", "num_ctx", "stop"))
            .toList();

    private static final Set<String> OLLAMAS_OWN = Set.of("num_gpu", "main_gpu", "num_thread", "num_batch", "num_keep",
            "num_gqa", "use_mmap", "use_mlock", "numa", "low_vram", "f16_kv", "logits_all", "vocab_only",
            "embedding_only", "rope_frequency_base", "rope_frequency_scale", "penalize_newline", "tfs_z", "mirostat",
            "mirostat_tau", "mirostat_eta");

    private ParameterNames() {}

    /// Whether a parameter is one of Ollama's that has no effect here: how it computes, or what it has given up itself.
    public static boolean isOllamasOwn(String name) {
        return OLLAMAS_OWN.contains(name);
    }

    /// Throws unless there is a parameter of a name.
    ///
    /// @throws IllegalArgumentException if there is none
    public static void require(String name) {
        if (ALL.contains(name)) return;
        String question = Spelling.question(name, ALL);
        throw new IllegalArgumentException("there is no parameter %s%s".formatted(name,
                question.isEmpty() ? ": give one of " + String.join(", ", ALL) : question));
    }
}
