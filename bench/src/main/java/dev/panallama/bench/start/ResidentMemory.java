package dev.panallama.bench.start;

import dev.panallama.bench.figures.Sample;
import dev.panallama.bench.figures.Section;
import dev.panallama.bench.figures.Table;
import dev.panallama.bench.program.Contender;
import dev.panallama.bench.program.Program;
import java.io.IOException;
import java.util.List;

/// Measures what programs hold in memory after the same work.
///
/// @param programs the programs, the one to compare with first
/// @param prompt in tokens
/// @param generate how many tokens follow
/// @param rounds how many runs come before the look
public record ResidentMemory(List<Contender> programs, List<Integer> prompt, int generate, int rounds) {
    public Section measure() throws IOException {
        var table = new Table("Program", "resident, MiB", "of that files", "of that own", "own, over the first",
                "at most resident");
        double own = -1;
        for (Contender it : programs) {
            try (var program = Program.start(it.command())) {
                for (int i = 0; i < rounds; i++) program.run(prompt, generate);
                double anonymous = program.memory("RssAnon");
                if (own < 0) own = anonymous;
                table.row(it.name(), mib(program.memory("VmRSS")), mib(program.memory("RssFile")), mib(anonymous),
                        mib(anonymous - own), mib(program.memory("VmHWM")));
            }
        }
        return new Section("Resident memory",
                """
                        After %d runs of %d + %d tokens. The model's file is mapped, and counts as a file; so do libraries and the JDK.

                        %s"""
                        .formatted(rounds, prompt.size(), generate, table));
    }

    private static String mib(double value) {
        return Sample.text(value, 1);
    }
}
