package dev.panallama.fuzz;

import dev.panallama.Model;
import dev.panallama.ModelOptions;
import dev.panallama.TinyModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Texts for the tokenizers: long runs, halves of characters, and what looks like a token. Steps: `model N`,
/// `splitter NAME` (of byte pairs), `repeat TIMES TEXT`, `special`.
final class Texts implements Target {
    private static final List<Supplier<Path>> MODELS = List.of(TinyModels::llama, TinyModels::gpt2, TinyModels::bert,
            TinyModels::t5, TinyModels::bertWithoutVocabulary);
    private static final List<String> SPLITTERS = List.of("default", "gpt-2", "llama-bpe", "falcon", "deepseek-llm",
            "deepseek-coder",
            "deepseek-v3", "qwen2", "bloom", "gpt-4o", "llama4", "tekken", "viking", "poro-chat", "jais-2",
            "minimax-m2",
            "seed-coder", "superbpe", "kanana2", "exaone-moe", "smollm", "hunyuan-dense", "chameleon", "youtu",
            "whitespace",
            "starcoder", "mpt", "olmo", "dbrx", "smaug-bpe", "tiny_aya", "talkie");
    private static final List<String> PIECES = List.of(" ", "\n", "\t", "a", "A", "word ", "1", "...", "!", "é", "ß",
            "語", "ا",
            "\uD83D\uDE00", "\uD83D", "\uDE00", "\0", "\uFFFF", "\u200D", "\u0301", "\u00A0", "\u3000", "<s>",
            "<|im_end|>", "</s",
            "<0x0A>", "▁", "Ġ", "[CLS]", "##a", "'s", "'S", "don't", "1234567890", "aB", "\r", "\uFEFF", "ﷺ", "ᄀ",
            "\uDBFF\uDFFF",
            "的", "ก", "क्ष", "-", "=", "{}", "\u2028");

    private final OpenModels models = new OpenModels();
    private final Map<String, Model> split = new HashMap<>();

    @Override
    public List<Step> steps(Dice dice) {
        var steps = new ArrayList<Step>();
        steps.add(Step.of("model", dice.below(MODELS.size())));
        if (dice.oneIn(2)) steps.add(Step.of("splitter", dice.of(SPLITTERS)));
        for (int i = dice.below(12); i >= 0; i--) steps.add(Step.of("repeat", times(dice), piece(dice)));
        if (dice.oneIn(3)) steps.add(Step.of("special"));
        return steps;
    }

    private static int times(Dice dice) {
        if (dice.oneIn(300)) return 200_000;
        return dice.oneIn(4) ? dice.below(1 << dice.below(14)) : 1 + dice.below(3);
    }

    private static String piece(Dice dice) {
        return dice.oneIn(4)
                ? Character.toString(dice.oneIn(2) ? dice.below(0x110000) : dice.below(0x300))
                : dice.of(PIECES);
    }

    @Override
    public void run(List<Step> steps) {
        Model model = models.of(MODELS.getFirst());
        var text = new StringBuilder();
        boolean special = false;
        for (Step step : steps) {
            switch (step.name()) {
                case "model" -> model = models.of(MODELS.get(step.number(0)));
                case "splitter" -> model = split(step.text(0));
                case "special" -> special = true;
                default -> text.append(step.text(1).repeat(step.number(0)));
            }
        }
        int[] ids = model.vocabulary().tokenize(text.toString(), true, special);
        model.vocabulary().detokenize(ids);
        if (ids.length > 200) return;
        try (var session = model.session(OpenModels.OPTIONS)) {
            session.append(text.toString()).logits();
        }
    }

    private Model split(String name) {
        return split.computeIfAbsent(name, _ -> Model.load(TinyModels.gpt2(), ModelOptions.defaults()
                .withGpuLayers(0)
                .withOverride("tokenizer.ggml.pre", name)));
    }

    @Override
    public void close() {
        split.values().forEach(Model::close);
        models.close();
    }
}
