package dev.panallama;

import dev.panallama.quantization.QuantizerMisuse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// A list of misuses with the model that its cases get.
///
/// @param name that of the class that they stand in
record MisuseSuite(String name, Map<String, MisuseCase> cases, Supplier<Path> model) {
    static final List<MisuseSuite> ALL = List.of(
            new MisuseSuite("Misuse", Misuse.CASES, TestModels::smolLm2),
            new MisuseSuite("SessionMisuse", SessionMisuse.CASES, TestModels::smolLm2),
            new MisuseSuite("ScorerMisuse", ScorerMisuse.CASES, TestModels::smolLm2),
            new MisuseSuite("EmbeddingMisuse", EmbeddingMisuse.CASES, TinyModels::llama),
            new MisuseSuite("AdapterMisuse", AdapterMisuse.CASES, TinyModels::llama),
            new MisuseSuite("EngineMisuse", EngineMisuse.CASES, TinyModels::llama),
            new MisuseSuite("SpeculationMisuse", SpeculationMisuse.CASES, TinyModels::llama),
            new MisuseSuite("GrammarMisuse", GrammarMisuse.CASES, TestModels::smolLm2),
            new MisuseSuite("ContractMisuse", ContractMisuse.CASES, TinyModels::llama),
            new MisuseSuite("ReachMisuse", ReachMisuse.CASES, TinyModels::llama),
            new MisuseSuite("QuantizerMisuse", QuantizerMisuse.CASES, TinyModels::llama));

    static MisuseSuite of(String name) {
        return ALL.stream().filter(it -> it.name.equals(name)).findFirst().orElseThrow();
    }

    Model load() {
        return Model.load(model.get());
    }

    @Override
    public String toString() {
        return name;
    }
}
