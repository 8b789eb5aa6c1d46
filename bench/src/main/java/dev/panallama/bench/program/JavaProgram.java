package dev.panallama.bench.program;

import dev.panallama.GenerationOptions;
import dev.panallama.Model;
import dev.panallama.Session;
import dev.panallama.SessionOptions;
import dev.panallama.Token;
import dev.panallama.sampler.Sampler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// What `baseline.c` does, by Panallama's API: the same arguments without the first, the same commands, the same answers.
public final class JavaProgram {
    private JavaProgram() {}

    /// Returns the command that starts it in a JVM like this one.
    ///
    /// @param flags of the JVM
    public static List<String> command(Setting setting, String... flags) {
        return JavaCommand.of(JavaProgram.class, List.of(flags), setting.arguments());
    }

    public static void main(String[] arguments) throws IOException {
        var options = SessionOptions.defaults()
                .withContextLength(Integer.parseInt(arguments[2]))
                .withBatchSizes(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
        int threads = Integer.parseInt(arguments[1]);
        if (threads > 0) options = options.withThreads(threads).withPromptThreads(threads);
        try (var model = Model.load(Path.of(arguments[0])); var session = model.session(options)) {
            answer("ready");
            serve(session);
        }
    }

    private static void serve(Session session) throws IOException {
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ", -1);
            var prompt = new int[words.length - 2];
            for (int i = 0; i < prompt.length; i++) prompt[i] = Integer.parseInt(words[i + 2]);
            answer(run(session, prompt, Integer.parseInt(words[1])));
        }
    }

    private static String run(Session session, int[] prompt, int generate) {
        var times = new long[generate];
        var ids = new int[generate];
        var options = GenerationOptions.defaults().withMaxTokens(generate).withEndsWithModel(false);
        session.clear();
        long start = System.nanoTime();
        session.append(prompt);
        long promptNanos = System.nanoTime() - start;
        int count = 0;
        for (Token token : session.generate(Sampler.greedy(), options)) {
            times[count] = System.nanoTime() - start;
            ids[count++] = token.id();
        }
        return text(promptNanos, times, ids, count);
    }

    private static String text(long promptNanos, long[] times, int[] ids, int count) {
        var text = new StringBuilder("done ").append(promptNanos).append(" 0 0 0 |");
        for (int i = 0; i < count; i++) text.append(' ').append(times[i]).append(':').append(ids[i]);
        return text.toString();
    }

    private static void answer(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
