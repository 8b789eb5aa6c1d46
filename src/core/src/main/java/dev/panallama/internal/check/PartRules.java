package dev.panallama.internal.check;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What every file of a model keeps, of whatever architecture it is.
final class PartRules {
    private static final int LEAST_ALIGNMENT = 32; // of a mapped tensor

    private final Findings findings;
    private final Set<String> names = new HashSet<>();

    private PartRules(Findings findings) {
        this.findings = findings;
    }

    static void check(List<Gguf> parts, Findings findings) {
        var rules = new PartRules(findings);
        for (int i = 0; i < parts.size(); i++) rules.part(parts.get(i), i);
        if (parts.size() == 1) rules.alone(parts.getFirst());
    }

    /// llama.cpp would look for the other parts by itself.
    private void alone(Gguf file) {
        long count = file.whole("split.count").orElse(0);
        if (count > 1)
            findings.fault("split.count is %d, and one file is given: give all %d parts in order", count, count);
    }

    private void part(Gguf part, int index) {
        if (part.alignment() < LEAST_ALIGNMENT)
            findings.fault("general.alignment is %d: llama.cpp needs 32 or more to map a file; write it anew",
                    part.alignment());
        if (index > 0) number(part, index);
        for (GgufTensor it : part.tensors()) tensor(it);
    }

    private void number(Gguf part, int index) {
        if (!(part.metadata().get("split.no") instanceof GgufValue.Whole(GgufType type, _)) || type != GgufType.UINT16)
            findings.fault("split.no of part %d is no UINT16: split the model anew", index + 1);
    }

    private void tensor(GgufTensor it) {
        if (it.name().isEmpty() || it.name().indexOf('\0') >= 0)
            findings.fault("a tensor is named \"%s\": a name has 1 to 63 bytes and no NUL; write the file anew",
                    it.name().replace("\0", "\\0"));
        if (it.shape().isEmpty()) findings.fault("tensor %s has no dimension: 1 to 4 are possible", it.name());
        for (long length : it.shape())
            if (length == 0) findings.fault("tensor %s has shape %s, no element: leave it out", it.name(), it.shape());
        if (!names.add(it.name()))
            findings.fault("tensor %s is in two parts: split the model anew", it.name());
    }
}
