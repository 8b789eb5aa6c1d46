package dev.panallama.bench.scale;

import dev.panallama.GenerationOptions;
import dev.panallama.MemoryUsage;
import dev.panallama.Model;
import dev.panallama.Session;
import dev.panallama.SessionOptions;
import dev.panallama.Token;
import dev.panallama.bench.figures.Plot;
import dev.panallama.bench.figures.Sample;
import dev.panallama.bench.figures.Section;
import dev.panallama.bench.figures.Table;
import dev.panallama.sampler.Sampler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Measures what the length of a context costs while little of it is used.
///
/// @param file a GGUF file
/// @param threads compute threads
/// @param longest the longest context; 0 for what the model was trained for
/// @param rounds how many sessions of each length
public record ContextScale(Path file, int threads, int longest, int rounds) {
    private static final int SHORTEST = 512;
    private static final int GENERATE = 16;

    public Section measure() {
        var table = new Table("Context, tokens", "Opening, ms", "Memory, MiB", "Each token, ms");
        var memory = new ArrayList<Plot.Point>();
        try (var model = Model.load(file)) {
            int last = longest > 0 ? longest : model.info().trainedContextLength();
            for (int length = Math.min(SHORTEST, last); length <= last; length *= 2)
                memory.add(new Plot.Point(length, row(table, model, length)));
        }
        var plot = new Plot("contexts", "Memory of a session", "context length, tokens", "MiB",
                List.of(new Plot.Curve("KV cache and computing", memory)));
        return new Section("Contexts, doubled", """
                %s, %d thread(s), %d session(s) of each, one at a time. Median (least–greatest).

                %s""".formatted(file.getFileName(), threads, rounds, table), List.of(plot));
    }

    private double row(Table table, Model model, int length) {
        var opening = new ArrayList<Double>();
        var tokens = new ArrayList<Double>();
        double mebibytes = 0;
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            try (var session = model.session(
                    SessionOptions.defaults().withContextLength(length).withThreads(threads))) {
                opening.add((System.nanoTime() - start) / 1e6);
                tokens.add(millisPerToken(session));
                mebibytes = session.memory().values().stream().mapToLong(MemoryUsage::total).sum() / 0x1p20;
            }
        }
        table.row(length, Sample.of(opening).format(1), Sample.text(mebibytes, 1), Sample.of(tokens).format(2));
        return mebibytes;
    }

    private static double millisPerToken(Session session) {
        session.append("Once upon a time");
        var options = GenerationOptions.defaults().withMaxTokens(GENERATE).withEndsWithModel(false);
        long first = 0;
        for (Token _ : session.generate(Sampler.greedy(), options)) if (first == 0) first = System.nanoTime();
        return (System.nanoTime() - first) / 1e6 / (GENERATE - 1);
    }
}
