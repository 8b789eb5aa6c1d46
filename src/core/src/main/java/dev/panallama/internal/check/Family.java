package dev.panallama.internal.check;

import java.util.Optional;
import java.util.Set;

/// The architectures whose every number and tensor has been fuzzed, and what their graphs have in common.
enum Family {
    LLAMA("llama", Trait.TURNS_ALL), //
    QWEN2("qwen2", Trait.TURNS_ALL, Trait.SQUARE), //
    QWEN3("qwen3", Trait.TURNS_ALL), //
    QWEN3_MOE("qwen3moe", Trait.TURNS_ALL), //
    GEMMA("gemma", Trait.TURNS), //
    GEMMA2("gemma2", Trait.TURNS, Trait.ALWAYS_SLIDES), //
    GEMMA3("gemma3", Trait.TURNS, Trait.SLIDES), //
    OLMO2("olmo2", Trait.TURNS_ALL, Trait.SQUARE, Trait.SLIDES), //
    PHI3("phi3", Trait.TURNS, Trait.SQUARE), //
    STARCODER2("starcoder2", Trait.TURNS_ALL, Trait.SQUARE), //
    SMOLLM3("smollm3", Trait.TURNS_ALL), //
    GPT2("gpt2", Trait.SQUARE), //
    BERT("bert", Trait.SQUARE), //
    MAMBA("mamba", Trait.RECURRENT), //
    T5("t5", Trait.EQUAL_HEADS);

    /// What a graph asks of the numbers in a file.
    enum Trait {
        /// A part of each head is rotated by its position.
        TURNS,

        /// All of each head is rotated.
        TURNS_ALL,

        /// The heads together are as wide as the embedding.
        SQUARE,

        /// There are as many heads of keys and values as of queries.
        EQUAL_HEADS,

        /// Some layers have a sliding window, if the file names one.
        SLIDES,

        /// Some layers have a sliding window, whatever the file says.
        ALWAYS_SLIDES,

        /// There is a state instead of heads.
        RECURRENT
    }

    private final String architecture;

    @SuppressWarnings("ImmutableEnumChecker") // a Set.of is immutable
    private final Set<Trait> traits;

    Family(String architecture, Trait... traits) {
        this.architecture = architecture;
        this.traits = Set.of(traits);
    }

    static Optional<Family> of(String architecture) {
        for (Family it : values()) if (it.architecture.equals(architecture)) return Optional.of(it);
        return Optional.empty();
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }
}
