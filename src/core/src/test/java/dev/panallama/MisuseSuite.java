package dev.panallama;

import dev.panallama.quantization.QuantizerMisuse;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/// All lists of misuses, each with the model that its cases get.
enum MisuseSuite {
    MISUSE(Misuse.class, Misuse.CASES, TestModels::smolLm2), SESSIONS(SessionMisuse.class, SessionMisuse.CASES,
            TestModels::smolLm2), SCORERS(ScorerMisuse.class, ScorerMisuse.CASES, TestModels::smolLm2), EMBEDDINGS(
                    EmbeddingMisuse.class, EmbeddingMisuse.CASES,
                    TinyModels::llama), ADAPTERS(AdapterMisuse.class, AdapterMisuse.CASES, TinyModels::llama), REACH(
                            ReachMisuse.class, ReachMisuse.CASES, TinyModels::llama), QUANTIZER(QuantizerMisuse.class,
                                    QuantizerMisuse.CASES, TinyModels::llama);

    private final Class<?> type;
    private final Map<String, MisuseCase> cases;
    private final Supplier<Path> model;

    MisuseSuite(Class<?> type, Map<String, MisuseCase> cases, Supplier<Path> model) {
        this.type = type;
        this.cases = cases;
        this.model = model;
    }

    /// Returns the class that the cases stand in.
    String typeName() {
        return type.getSimpleName();
    }

    Map<String, MisuseCase> cases() {
        return cases;
    }

    Model load() {
        return Model.load(model.get());
    }
}
