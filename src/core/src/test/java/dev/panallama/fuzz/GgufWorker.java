package dev.panallama.fuzz;

import dev.panallama.EmbedderOptions;
import dev.panallama.Model;
import dev.panallama.ModelOptions;
import dev.panallama.Pooling;
import dev.panallama.SessionOptions;
import dev.panallama.error.GgufException;
import dev.panallama.error.LlamaException;
import dev.panallama.error.ModelLoadException;
import dev.panallama.gguf.Gguf;
import dev.panallama.internal.check.ModelCheck;
import dev.panallama.sampler.Sampler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Loads the mutated files whose numbers it reads, uses each as a caller would, and answers each with a line: what came of
/// it, the memory it has, and what the mutation was. Dies with what kills it.
final class GgufWorker {
    static final String MARK = "answer ";

    private static final String TEXT = "hello world, the sky is blue: 12 é 🦙\n\t<s> ~\u0001";

    private GgufWorker() {}

    public static void main(String[] args) throws IOException {
        PrintStream out = System.out;
        System.setOut(System.err);
        Path file = Path.of(args[0]);
        List<Path> seeds = Files.readAllLines(Path.of(args[1])).stream().map(Path::of).toList();
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                long number = Long.parseLong(line);
                String what = write(number, seeds, file);
                out.println(MARK + "doing " + what.replace('\n', ' '));
                out.flush();
                out.println(MARK + "%s %d".formatted(outcome(file, number), residentKib()));
                out.flush();
            }
        }
        Runtime.getRuntime().halt(0);
    }

    /// Writes a case, the same for the same number.
    static String write(long number, List<Path> seeds, Path file) throws IOException {
        var random = new Random(number * 0x9e37_79b9_7f4aL + 1);
        Path seed = seeds.get(random.nextInt(seeds.size()));
        var mutations = new GgufMutations(GgufPieces.read(seed), random);
        Files.write(file, mutations.bytes());
        return "%s: %s".formatted(seed.getFileName(), mutations.done());
    }

    private static String outcome(Path file, long number) {
        boolean vocabularyOnly = number % 10 == 0;
        try {
            if (!Boolean.getBoolean("all") && isApart(file, vocabularyOnly)) return "APART";
            use(file, vocabularyOnly, number);
            return "OK";
        } catch (GgufException refused) {
            return "REFUSED";
        } catch (ModelLoadException refused) {
            return refused.nativeLog().isEmpty() ? "REFUSED" : broken(refused) ? "BROKEN" : "NATIVE";
        } catch (LlamaException failure) {
            return broken(failure) ? "BROKEN " + word(failure) : "FAILED";
        } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException failure) {
            if (broken(failure)) return "BROKEN " + word(failure);
            return "FAILED";
        } catch (IOException | RuntimeException | Error unexpected) {
            unexpected.printStackTrace(System.err);
            return "UNEXPECTED " + word(unexpected);
        }
    }

    private static String word(Throwable thrown) {
        return (thrown.getClass().getSimpleName() + ":" + thrown.getMessage()).replaceAll("\\s+", "_");
    }

    private static boolean broken(Throwable thrown) {
        return String.valueOf(thrown.getMessage()).contains("broke off");
    }

    private static boolean isApart(Path file, boolean vocabularyOnly) throws IOException {
        ModelCheck check = ModelCheck.of(List.of(Gguf.read(file)), Map.of(), vocabularyOnly);
        return check.faults().isEmpty() && !check.isVetted();
    }

    private static void use(Path file, boolean vocabularyOnly, long number) {
        ModelOptions options = ModelOptions.defaults().withVocabularyOnly(vocabularyOnly);
        try (var model = Model.load(file, options)) {
            if (!isTextless(model)) {
                int[] ids = model.vocabulary().tokenize(TEXT);
                model.vocabulary().detokenize(ids);
                model.vocabulary().tokenize(noise(number), true, true);
            }
            if (vocabularyOnly) return;
            generate(model, number);
        }
    }

    private static boolean isTextless(Model model) {
        return model.vocabulary().kind().name().equals("NONE");
    }

    private static String noise(long number) {
        var random = new Random(number);
        var text = new StringBuilder();
        for (int i = 0; i < 40; i++)
            text.appendCodePoint(random.nextInt(3) > 0
                    ? random.nextInt(300)
                    : 0x1f000 + random
                            .nextInt(1000));
        return text.toString();
    }

    private static void generate(Model model, long number) {
        SessionOptions options = SessionOptions.defaults().withThreads(1);
        if (number % 7 != 0) options = options.withContextLength(64);
        try (var session = model.session(options)) {
            if (isTextless(model)) session.append(1, 2, 3);
            else session.append(TEXT);
            session.generate(Sampler.greedy(), 4).text();
        } catch (UnsupportedOperationException _) {
            embed(model);
        }
    }

    private static void embed(Model model) {
        EmbedderOptions options = EmbedderOptions.defaults().withThreads(1);
        try (var embedder = model.embedder(options)) {
            if (isTextless(model)) embedder.embed(1, 2, 3);
            else embedder.embed(TEXT);
        } catch (IllegalArgumentException _) {
            try (var embedder = model.embedder(options.withPooling(Pooling.MEAN))) {
                if (isTextless(model)) embedder.embed(1, 2, 3);
                else embedder.embed(TEXT);
            }
        }
    }

    private static long residentKib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1))
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", ""));
        return 0;
    }
}
