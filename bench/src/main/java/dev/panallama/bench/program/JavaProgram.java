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
import java.util.Arrays;
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
            answer(switch (words[0]) {
                case "clear" -> clear(session);
                case "prompt" -> prompt(session, ids(words));
                case "generate" -> generate(session, Integer.parseInt(words[1]));
                default -> throw new IllegalArgumentException("there is no command " + words[0]);
            });
        }
    }

    private static int[] ids(String[] words) {
        return Arrays.stream(words, 1, words.length).mapToInt(Integer::parseInt).toArray();
    }

    private static String clear(Session session) {
        session.clear();
        return "done 0 0 0 0 |";
    }

    private static String prompt(Session session, int[] ids) {
        long start = System.nanoTime();
        session.append(ids);
        return "done %d 0 0 0 |".formatted(System.nanoTime() - start);
    }

    private static String generate(Session session, int tokens) {
        var times = new long[tokens];
        var ids = new int[tokens];
        var options = GenerationOptions.defaults().withMaxTokens(tokens).withEndsWithModel(false);
        int count = 0;
        long start = System.nanoTime();
        for (Token token : session.generate(Sampler.greedy(), options)) {
            times[count] = System.nanoTime() - start;
            ids[count++] = token.id();
        }
        var text = new StringBuilder("done 0 0 0 0 |");
        for (int i = 0; i < count; i++) text.append(' ').append(times[i]).append(':').append(ids[i]);
        return text.toString();
    }

    private static void answer(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
