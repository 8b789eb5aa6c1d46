package dev.panallama.bench.start;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// What the system keeps of files in memory.
final class PageCache {
    private PageCache() {}

    /// Asks the system to forget files, by `dd`. What a process has mapped stays.
    static void forget(List<Path> files) throws IOException, InterruptedException {
        for (Path file : files) {
            int exit = new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (exit != 0) throw new IOException("dd cannot drop %s from the page cache: GNU's can".formatted(file));
        }
    }
}
