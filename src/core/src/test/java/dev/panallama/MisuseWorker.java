package dev.panallama;

import dev.panallama.sampler.Sampler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Commits misuses, tells what comes of each, and shows that the JVM still generates. With arguments it runs one case,
/// `SUITE CASE`; without, those that standard input names, a line each, until that ends. Started by [MisuseProcess].
final class MisuseWorker {
    /// Follows each case.
    static final String END = "== end of case ==";

    /// Models that earlier cases have left open, by their files: to load one takes longer than most cases.
    private static final Map<Path, Model> OPEN = new HashMap<>();

    private MisuseWorker() {}

    public static void main(String[] args) throws IOException {
        if (args.length > 0) run(MisuseSuite.of(args[0]), args[1]);
        else serve();
    }

    private static void serve() throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] parts = line.split(" ", 2);
            run(MisuseSuite.of(parts[0]), parts[1]);
            System.gc(); // frees the sessions that cases forget
            System.out.println(END);
        }
    }

    private static void run(MisuseSuite suite, String name) {
        MisuseCase misuse = suite.cases().get(name);
        try {
            misuse.body().run(() -> misuse.own() == MisuseCase.Own.MODEL ? suite.load() : model(suite));
            System.out.println("done");
        } catch (Exception | StackOverflowError | OutOfMemoryError refused) {
            System.out.println(refused.getClass().getSimpleName() + ": " + refused.getMessage());
        } catch (Throwable wrong) {
            wrong.printStackTrace(System.out);
        }
        System.out.println("alive: " + generate(model(suite)));
    }

    private static long generate(Model model) {
        try (var session = model.session(SessionMisuse.OPTIONS())) {
            return session.append("Hello").generate(Sampler.greedy(), 2).stream().count();
        }
    }

    private static Model model(MisuseSuite suite) {
        return OPEN.computeIfAbsent(suite.model().get(), _ -> suite.load());
    }
}
