package dev.panallama.internal.check;

import java.util.Set;

/// The tokens that llama.cpp adds to texts, or takes for what it does not know: each has to be there.
final class SpecialTokens {
    private static final String PREFIX = "tokenizer.ggml.";
    private static final long NONE = Long.MAX_VALUE;

    /// Splitters of byte pairs whose texts begin with a start token unless the file says otherwise.
    private static final Set<String> WITH_START = Set.of("llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1",
            "pixtral", "midm-2.0", "lfm2", "jina-v5-nano", "tekken", "chameleon");

    /// Those whose texts do so whatever the file says.
    private static final Set<String> ALWAYS_START = Set.of("gemma4", "granite-embed-multi-311m");

    private final String model;
    private final int tokens;
    private final Values values;
    private final Findings findings;

    SpecialTokens(String model, int tokens, Values values, Findings findings) {
        this.model = model;
        this.tokens = tokens;
        this.values = values;
        this.findings = findings;
    }

    void check() {
        switch (model) {
            case "llama" -> added(1, true, 2, false);
            case "gpt2" -> added(11, beginsPairs(), 11, false);
            case "gemma4" -> required("bos", NONE);
            case "t5" -> {
                added(NONE, false, 1, true);
                required("unknown", 2);
            }
            case "bert" -> {
                required("bos", 101);
                required("seperator", 102); // spelled so in the format
                required("unknown", 100);
            }
            default -> {
            }
        }
    }

    private boolean beginsPairs() {
        return WITH_START.contains(splitter());
    }

    private String splitter() {
        return values.textAt("tokenizer.ggml.pre", "");
    }

    private void added(long first, boolean starts, long last, boolean ends) {
        boolean always = model.equals("gpt2") && ALWAYS_START.contains(splitter());
        if (values.flagAt("tokenizer.ggml.add_bos_token", starts) || always) required("bos", first);
        if (values.flagAt("tokenizer.ggml.add_eos_token", ends)) required("eos", last);
    }

    /// llama.cpp goes by the file if that names a token which there is, else by its own default.
    private void required(String role, long byDefault) {
        String key = PREFIX.concat(role).concat("_token_id");
        long id = values.wholeAt(key, NONE);
        if (id >= tokens && byDefault >= tokens)
            findings.fault("%s is %s, and texts get that token: give it as 0 to %,d", key,
                    id == NONE ? "missing" : "%,d".formatted(id), tokens - 1);
    }
}
