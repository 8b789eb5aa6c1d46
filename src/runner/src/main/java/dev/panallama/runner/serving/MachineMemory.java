package dev.panallama.runner.serving;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// How much memory this machine has, or the container that this process runs in.
///
/// @param freeBytes what programs can have without others being swapped out
public record MachineMemory(long freeBytes, long totalBytes) {
    private static final Path LINUX = Path.of("/proc/meminfo");
    private static final String AVAILABLE = "MemAvailable:";

    /// Looks.
    public static MachineMemory now() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long total = system.getTotalMemorySize();
        return new MachineMemory(Math.min(total, available().orElseGet(system::getFreeMemorySize)), total);
    }

    /// What Linux calls free leaves out what its file cache would give back.
    private static OptionalLong available() {
        if (!Files.isReadable(LINUX)) return OptionalLong.empty();
        try (var lines = Files.lines(LINUX)) {
            return lines.filter(it -> it.startsWith(AVAILABLE))
                    .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")) << 10)
                    .findFirst();
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }
}
