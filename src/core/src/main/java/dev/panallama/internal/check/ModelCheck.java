package dev.panallama.internal.check;

import dev.panallama.gguf.Gguf;
import java.util.List;
import java.util.Map;

/// What is to be said of a model's headers before llama.cpp sees its files. Immutable.
///
/// @param faults what llama.cpp would break off, hang or fail at, each a sentence with key or tensor, value and remedy
/// @param doubts why the model is one of those that nobody has fuzzed: llama.cpp may take it
public record ModelCheck(List<String> faults, List<String> doubts) {
    /// Checks the headers of a model's files.
    ///
    /// @param parts of one file, or of all parts of a split model in order
    /// @param overrides metadata that counts instead of the file's
    /// @param vocabularyOnly whether the weights are left out, and what they depend on
    public static ModelCheck of(List<Gguf> parts, Map<String, ?> overrides, boolean vocabularyOnly) {
        var findings = new Findings();
        var values = new Values(Effective.of(parts.getFirst(), overrides), findings);
        PartRules.check(parts, findings);
        VocabularyRules.check(values, findings);
        if (!vocabularyOnly) weights(parts, values, findings);
        return new ModelCheck(findings.faults(), findings.doubts());
    }

    private static void weights(List<Gguf> parts, Values values, Findings findings) {
        TensorRules.check(parts, Family.of(values.architecture()).isPresent(), findings);
        LayerRules.check(values, findings);
        Family.of(values.architecture()).ifPresentOrElse(
                family -> new FamilyRules(family, values, findings).check(parts),
                () -> findings.doubt(
                        "general.architecture is %s, whose loader has not been fuzzed", values.architecture()));
    }

    /// Returns whether the model may be loaded in process: every file like it that was ever made up either loaded or was
    /// refused by llama.cpp itself.
    public boolean isVetted() {
        return faults.isEmpty() && doubts.isEmpty();
    }
}
