package dev.panallama.gguf;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of a part, as llama.cpp gives and understands it: `base-00001-of-00003.gguf`.
record PartName(Path base, int number, int count) {
    /// `split.count` is a `UINT16`.
    static final int MOST_PARTS = 0xffff;

    private static final Pattern FORM = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.gguf");

    static Optional<PartName> parse(Path file) {
        Matcher it = FORM.matcher(String.valueOf(file.getFileName()));
        return it.matches()
                ? Optional.of(new PartName(file.resolveSibling(it.group(1)), Integer.parseInt(it.group(2)),
                        Integer.parseInt(it.group(3))))
                : Optional.empty();
    }

    Path file() {
        return base.resolveSibling("%s-%05d-of-%05d.gguf".formatted(base.getFileName(), number, count));
    }
}
