package dev.panallama.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Does the cases of one target that it is told on standard input, `case NUMBER` or `file PATH`, and answers each with a line:
/// what came of it, the memory it has resident in KiB, and more words. Dies with what kills it.
final class FuzzWorker {
    /// Begins every answer: other lines are nobody's.
    static final String MARK = "answer ";

    private FuzzWorker() {}

    public static void main(String[] args) throws IOException {
        PrintStream out = System.out;
        System.setOut(System.err);
        try (Target target = Targets.open(args[0]);
                var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String request = in.readLine(); request != null; request = in.readLine()) {
                out.println(MARK + answer(target, steps(target, request)));
                out.flush();
            }
        }
        Runtime.getRuntime().halt(0); // a thread that hangs was seen by then
    }

    private static List<Step> steps(Target target, String request) throws IOException {
        String word = request.substring(request.indexOf(' ') + 1);
        return request.startsWith("case ")
                ? target.steps(new Dice(Long.parseLong(word)))
                : StoredCase.read(Path.of(word)).steps();
    }

    private static String answer(Target target, List<Step> steps) throws IOException {
        try {
            target.run(steps);
            return "OK %d".formatted(residentKib());
        } catch (Throwable thrown) {
            boolean documented = Documented.is(thrown);
            if (!documented) thrown.printStackTrace(System.err);
            return "%s %d %s".formatted(documented ? "REFUSED" : "FAULT", residentKib(),
                    thrown.getClass().getSimpleName());
        }
    }

    /// Returns what this process has in memory, or 0 where the system does not say.
    private static long residentKib() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) return 0;
        for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1))
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", ""));
        return 0;
    }
}
