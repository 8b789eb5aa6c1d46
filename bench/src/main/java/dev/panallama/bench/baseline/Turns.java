package dev.panallama.bench.baseline;

import dev.panallama.bench.program.Program;
import dev.panallama.bench.program.Run;
import java.io.IOException;
import java.util.List;

/// Programs that do the same work slice by slice, one at a time, each first as often as the others. For one thread.
final class Turns {
    /// Does a slice.
    interface Work {
        Run run(Program program) throws IOException;
    }

    private final List<Program> programs;
    private int first;

    Turns(List<Program> programs) {
        this.programs = programs;
    }

    /// Has all do a slice, and returns what each did, in the order of the programs.
    List<Run> slice(Work work) throws IOException, InterruptedException {
        int count = programs.size();
        var runs = new Run[count];
        for (int i = 0; i < count; i++) {
            int turn = (first + i) % count;
            Program.awaitIdleThreads();
            runs[turn] = work.run(programs.get(turn));
        }
        first = (first + 1) % count;
        return List.of(runs);
    }

    /// Has all forget what they know.
    void clear() throws IOException {
        for (Program it : programs) it.clear();
    }
}
