package dev.panallama.bench.token;

import dev.panallama.GenerationOptions;
import dev.panallama.Model;
import dev.panallama.Session;
import dev.panallama.SessionOptions;
import dev.panallama.Token;
import dev.panallama.bench.figures.Sample;
import dev.panallama.bench.figures.Section;
import dev.panallama.bench.figures.Table;
import dev.panallama.bench.model.Words;
import dev.panallama.bench.program.CProgram;
import dev.panallama.bench.program.Program;
import dev.panallama.bench.program.Run;
import dev.panallama.bench.program.Setting;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/// Measures the parts of one token's time, in C by the clock around each call and in Java by leaving parts out.
///
/// @param c the C program
/// @param file a GGUF file
/// @param threads compute threads
/// @param generate how many tokens a run generates
/// @param rounds how many runs of each, in turns
public record TokenProfile(CProgram c, Path file, int threads, int generate, int rounds) {
    private static final int PROMPT = 64;
    private static final int MANY = 200;

    /// What was measured in Java, in microseconds.
    private record JavaParts(List<Double> token, List<Double> choice, List<Double> handOver, List<Double> text) {}

    public Section measure() throws IOException {
        var runs = new ArrayList<Run>();
        var java = new JavaParts(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int context = PROMPT + generate;
        try (var words = new Words(file);
                var program = Program.start(c.command(Setting.of(file, threads, context)));
                var model = Model.load(file);
                var session = model.session(SessionOptions.defaults()
                        .withContextLength(context)
                        .withThreads(threads)
                        .withPromptThreads(threads))) {
            List<Integer> prompt = words.ids(PROMPT, new Random(1));
            int[] ids = prompt.stream().mapToInt(Integer::intValue).toArray();
            program.run(prompt, generate);
            tokens(session, ids, new ArrayList<>());
            for (int i = 0; i < rounds; i++) {
                runs.add(program.run(prompt, generate));
                tokens(session, ids, java.token());
                choices(session, ids, java.choice());
                handOvers(session, java.handOver());
                texts(model, session.tokens(), java.text());
            }
        }
        return section(runs, java);
    }

    private void tokens(Session session, int[] ids, List<Double> micros) {
        session.clear();
        Iterator<Token> tokens = session.append(ids).generate(Sampler.greedy(), endless(generate)).iterator();
        tokens.next();
        long start = System.nanoTime();
        while (tokens.hasNext()) tokens.next();
        micros.add((System.nanoTime() - start) / 1e3 / (generate - 1));
    }

    /// The first token after an append needs no decode: the logits are there.
    private void choices(Session session, int[] ids, List<Double> micros) {
        session.clear();
        session.append(ids);
        for (int i = 0; i < generate / 2; i++) {
            Iterator<Token> tokens = session.generate(Sampler.greedy(), endless(1)).iterator();
            long start = System.nanoTime();
            tokens.next();
            micros.add((System.nanoTime() - start) / 1e3);
            session.append(ids[i % ids.length]);
        }
    }

    /// A call that does next to nothing on the session's thread.
    private void handOvers(Session session, List<Double> micros) {
        for (int i = 0; i < MANY; i++) {
            long start = System.nanoTime();
            session.threads(threads, threads);
            micros.add((System.nanoTime() - start) / 1e3);
        }
    }

    private static void texts(Model model, int[] ids, List<Double> micros) {
        long start = System.nanoTime();
        for (int i = 0; i < MANY; i++) model.vocabulary().piece(ids[i % ids.length]);
        micros.add((System.nanoTime() - start) / 1e3 / MANY);
    }

    private static GenerationOptions endless(int tokens) {
        return GenerationOptions.defaults().withMaxTokens(tokens).withEndsWithModel(false);
    }

    private Section section(List<Run> c, JavaParts java) {
        double token = Sample.of(java.token()).median();
        double choice = Sample.of(java.choice()).median();
        double handOver = Sample.of(java.handOver()).median();
        var table = new Table("Part", "C, µs", "Java, µs")
                .row("Decode", perToken(c, Run::decodeNanos, generate - 1), Sample.text(token - choice, 1))
                .row("Choice: logits, sampler, text, hand-over",
                        perToken(c, it -> it.chooseNanos() + it.pieceNanos(), generate),
                        Sample.text(choice, 1))
                .row("of that the text", perToken(c, Run::pieceNanos, generate), Sample.of(java.text()).format(2))
                .row("of that the hand-over to the session's thread", "–", Sample.text(handOver, 1))
                .row("Whole token",
                        Sample.of(c.stream().mapToDouble(it -> 1e6 / it.generationSpeed()).toArray()).format(1),
                        Sample.of(java.token()).format(1));
        return new Section("Where the time of one token goes",
                """
                        %s, %d thread(s), %d tokens after %d, %d runs of each in turns. Medians (least–greatest). Java: the choice is \
                        the first token after an append, whose logits are there already; what the others take longer is the decode. As each choice has a new sampler, whose memory is \
                        touched for the first time, it is an upper bound.

                        %s"""
                        .formatted(file.getFileName(), threads, generate, PROMPT, rounds, table));
    }

    private static String perToken(List<Run> runs, ToDoubleFunction<Run> nanos, int tokens) {
        return Sample.of(runs.stream().mapToDouble(it -> nanos.applyAsDouble(it) / 1e3 / tokens).toArray()).format(2);
    }
}
