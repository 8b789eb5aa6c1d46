package dev.panallama.bench.busy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Processes that take a processor each, as other programs on a machine may. For one thread.
final class BusyProcesses implements AutoCloseable {
    private final List<Process> processes = new ArrayList<>();

    BusyProcesses(int count) throws IOException {
        for (int i = 0; i < count; i++)
            processes.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
    }

    /// Ends them at once.
    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        for (Process it : processes) it.onExit().join();
    }
}
