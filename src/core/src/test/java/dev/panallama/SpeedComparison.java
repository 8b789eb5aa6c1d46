package dev.panallama;

import dev.panallama.sampler.Sampler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Measures the Java API beside the C program on the same libraries, in turn, and prints the ratio of medians.
/// It is no test: run it on a machine that is otherwise idle, see `docs/development.md`.
final class SpeedComparison {
    private static final int ROUNDS = 21;
    private static final int TOKENS = 96;
    private static final String PROMPT = "The expedition left the harbour at dawn and followed the coast. ".repeat(20);

    /// Milliseconds of one run.
    private record Time(double prompt, double generation) {}

    private SpeedComparison() {}

    public static void main(String[] args) throws Exception {
        var program = new CProgram(Files.createTempDirectory("panallama"));
        var c = new ArrayList<Time>();
        var java = new ArrayList<Time>();
        SessionOptions options = SessionOptions.defaults().withContextLength(2048).withThreads(1);
        try (var model = Model.load(TestModels.smolLm2())) {
            for (int round = 0; round <= ROUNDS; round++) { // the first warms up
                c.add(inC(program));
                try (var session = model.session(options)) {
                    java.add(inJava(session));
                }
            }
        }
        print("prompt", c, java, Time::prompt);
        print("generation", c, java, Time::generation);
    }

    private static Time inC(CProgram program) throws Exception {
        Path model = TestModels.smolLm2();
        CProgram.Run run = program.generate(model, "greedy", TOKENS, List.of(PROMPT)).getFirst();
        return new Time(run.promptMillis(), run.generationMillis());
    }

    private static Time inJava(Session session) {
        session.append(PROMPT).generate(Sampler.greedy(), TOKENS).text();
        Timings timings = session.timings();
        return new Time(
                timings.promptTime().toNanos() / 1e6, timings.generationTime().toNanos() / 1e6);
    }

    private static void print(String what, List<Time> c, List<Time> java, ToDoubleFunction<Time> part) {
        double medianC = median(c, part);
        double medianJava = median(java, part);
        System.out.printf(
                "%s: C %.1f ms, Java %.1f ms, ratio of medians %.3f%n",
                what, medianC, medianJava, medianJava / medianC);
    }

    private static double median(List<Time> times, ToDoubleFunction<Time> part) {
        return times.stream().skip(1).mapToDouble(part).sorted().toArray()[ROUNDS / 2];
    }
}
