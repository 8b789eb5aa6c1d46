package dev.panallama.fuzz;

import dev.panallama.EmbedderOptions;
import dev.panallama.Model;
import dev.panallama.ModelOptions;
import dev.panallama.Pooling;
import dev.panallama.SessionOptions;
import dev.panallama.Vocabulary;
import dev.panallama.gguf.Gguf;
import dev.panallama.internal.check.ModelCheck;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Model files in which something is wrong, used as a caller would: in this process or apart, as Panallama decides. Steps: `seed N`,
/// the good file; `change N`, one mutation by a random number; `damage N`, to the written bytes; `vocabulary`, without
/// weights; `whole`, with the context that the file names. What llama.cpp breaks off at is a fault.
final class GgufFiles implements Target {
    private static final String TEXT = "hello world, the sky is blue: 12 é 🦙\n\t<s> ~\u0001";

    private final Path folder;
    private final List<Path> seeds;

    GgufFiles() {
        try {
            folder = Files.createTempDirectory("gguf-files");
            seeds = GgufSeeds.write(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public List<Step> steps(Dice dice) {
        var steps = new ArrayList<Step>();
        steps.add(Step.of("seed", dice.below(seeds.size())));
        for (int i = dice.oneIn(3) ? dice.below(4) : 0; i >= 0; i--) steps.add(Step.of("change", dice.below(1 << 30)));
        if (dice.oneIn(5)) steps.add(Step.of("damage", dice.below(1 << 30)));
        if (dice.oneIn(10)) steps.add(Step.of("vocabulary"));
        if (dice.oneIn(7)) steps.add(Step.of("whole"));
        return steps;
    }

    @Override
    public void run(List<Step> steps) throws IOException {
        GgufPieces pieces = GgufPieces.read(seeds.get(number("seed", steps)));
        var done = new ArrayList<String>();
        for (Step step : steps)
            if (step.name().equals("change")) done.add(mutations(pieces, step).change());
        byte[] bytes = pieces.bytes();
        for (Step step : steps)
            if (step.name().equals("damage")) bytes = mutations(pieces, step).damaged(bytes);
        Path file = Files.write(folder.resolve("case.gguf"), bytes);
        try {
            use(file, steps);
        } catch (RuntimeException failure) {
            if (String.valueOf(failure.getMessage()).contains("broke off") && isHere(file, steps))
                throw new AssertionError(done.toString(), failure);
            throw failure;
        }
    }

    /// Returns whether a file is loaded in this process: in a worker, C may break off.
    private static boolean isHere(Path file, List<Step> steps) throws IOException {
        boolean vocabularyOnly = steps.contains(Step.of("vocabulary"));
        return ModelCheck.of(List.of(Gguf.read(file)), Map.of(), vocabularyOnly).isVetted();
    }

    private static GgufMutations mutations(GgufPieces pieces, Step step) {
        return new GgufMutations(pieces, new Random(step.number(0)));
    }

    private static int number(String name, List<Step> steps) {
        return steps.stream().filter(it -> it.name().equals(name)).findFirst().map(it -> it.number(0)).orElse(0);
    }

    private static void use(Path file, List<Step> steps) {
        boolean vocabularyOnly = steps.contains(Step.of("vocabulary"));
        try (var model = Model.load(file, ModelOptions.defaults().withVocabularyOnly(vocabularyOnly))) {
            boolean texts = model.vocabulary().kind() != Vocabulary.Kind.NONE;
            if (texts) tokenize(model);
            if (vocabularyOnly) return;
            SessionOptions options = SessionOptions.defaults().withThreads(1);
            generate(model, steps.contains(Step.of("whole")) ? options : options.withContextLength(64), texts);
        }
    }

    private static void tokenize(Model model) {
        model.vocabulary().detokenize(model.vocabulary().tokenize(TEXT));
        var random = new Random(1);
        var noise = new StringBuilder();
        for (int i = 0; i < 40; i++)
            noise.appendCodePoint(random.nextInt(3) > 0 ? random.nextInt(300) : 0x1f000 + random.nextInt(1000));
        model.vocabulary().tokenize(noise.toString(), true, true);
    }

    private static void generate(Model model, SessionOptions options, boolean texts) {
        try (var session = model.session(options)) {
            if (texts) session.append(TEXT);
            else session.append(1, 2, 3);
            session.generate(Sampler.greedy(), 4).text();
        } catch (UnsupportedOperationException _) {
            embed(model, texts);
        }
    }

    private static void embed(Model model, boolean texts) {
        EmbedderOptions options = EmbedderOptions.defaults().withThreads(1);
        try {
            embed(model, options, texts);
        } catch (IllegalArgumentException _) { // the file names no pooling
            embed(model, options.withPooling(Pooling.MEAN), texts);
        }
    }

    private static void embed(Model model, EmbedderOptions options, boolean texts) {
        try (var embedder = model.embedder(options)) {
            if (texts) embedder.embed(TEXT);
            else embedder.embed(1, 2, 3);
        }
    }
}
