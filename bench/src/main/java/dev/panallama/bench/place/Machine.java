package dev.panallama.bench.place;

import dev.panallama.Llama;
import dev.panallama.bench.figures.Sample;
import dev.panallama.bench.figures.Section;
import dev.panallama.bench.figures.Table;
import dev.panallama.bench.model.ModelHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What the figures were measured on.
public final class Machine {
    private Machine() {}

    /// Returns the facts of machine, programs and models.
    public static Section facts(List<Path> models) throws IOException {
        var table = new Table("What", "Which")
                .row("Processor", cpu())
                .row("Processors seen", Runtime.getRuntime().availableProcessors())
                .row("Memory", Sample.text(memoryBytes() / (double) (1 << 30), 1) + " GiB")
                .row("Load before", load())
                .row("System", "%s %s, %s".formatted(property("os.name"), property("os.version"), property("os.arch")))
                .row("JDK", "%s, %s".formatted(property("java.vendor.version"), property("java.runtime.version")))
                .row("llama.cpp", Llama.version())
                .row("Libraries", Llama.systemInfo().strip().replace("|", "·"));
        for (Path model : models)
            table.row("Model", "%s, SHA-256 %s".formatted(model.getFileName(), ModelHash.of(model).substring(0, 16)));
        return new Section("Machine", table.toString());
    }

    private static String property(String name) {
        return String.valueOf(System.getProperty(name));
    }

    private static String cpu() throws IOException {
        Path facts = Path.of("/proc/cpuinfo");
        if (!Files.exists(facts)) return property("os.arch");
        try (Stream<String> lines = Files.lines(facts)) {
            return lines.filter(it -> it.startsWith("model name"))
                    .map(it -> it.substring(it.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(property("os.arch"));
        }
    }

    private static long memoryBytes() {
        return Llama.devices().stream().mapToLong(it -> it.totalBytes()).max().orElse(0);
    }

    /// Returns the load averages: of other programs, when nothing has been measured yet.
    public static String load() throws IOException {
        Path file = Path.of("/proc/loadavg");
        return Files.exists(file) ? Files.readString(file).replaceAll("^(\\S+ \\S+ \\S+)[\\s\\S]*", "$1") : "unknown";
    }
}
