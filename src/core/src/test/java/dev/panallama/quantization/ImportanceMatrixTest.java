package dev.panallama.quantization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.LlamaTool;
import dev.panallama.TestModels;
import dev.panallama.TinyModels;
import dev.panallama.error.GgufException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportanceMatrixTest {
    private static final String TEXT = "Once upon a time there was a llama, who lived in the hills. ".repeat(40);
    private static final ImportanceMatrixOptions OPTIONS = ImportanceMatrixOptions.defaults()
            .withChunkLength(64)
            .withMaxChunks(6)
            .withThreads(1);

    @TempDir
    private Path folder;

    @Test
    void computed_as_by_the_tool() throws Exception {
        assertAsTool(TinyModels.llama(), OPTIONS);
        assertAsTool(TinyModels.wide(), OPTIONS.withOutputMatrix(true), "--process-output");
        assertAsTool(TinyModels.mixtureOfExperts(), OPTIONS);
        assertAsTool(TinyModels.mamba(), OPTIONS);
    }

    @Test
    void computed_as_by_the_tool_on_a_real_model() throws Exception {
        assertAsTool(TestModels.smolLm2(), OPTIONS.withMaxChunks(2));
    }

    @Test
    void the_tool_reads_what_we_write_and_writes_the_same() throws Exception {
        Path theirs = byTool(TinyModels.mixtureOfExperts(), OPTIONS);
        Path ours = folder.resolve("ours.gguf");
        ImportanceMatrix.read(theirs).write(ours);
        assertEquals(-1, Files.mismatch(theirs, ours));
        Path out = folder.resolve("out.gguf");
        LlamaTool.QUANTIZE.run("--imatrix", ours, TinyModels.mixtureOfExperts(), out, "Q4_0", 1);
        assertTrue(Files.size(out) > 0);
    }

    @Test
    void merged_as_by_the_tool() throws Exception {
        Path one = byTool(TinyModels.mixtureOfExperts(), OPTIONS);
        Path two = Files.move(byTool(TinyModels.mixtureOfExperts(), OPTIONS.withMaxChunks(3)),
                folder.resolve("two.gguf"));
        one = byTool(TinyModels.mixtureOfExperts(), OPTIONS);
        Path both = folder.resolve("both.gguf");
        LlamaTool.IMATRIX.run("-m", TinyModels.llama(), "--in-file", one, "--in-file", two, "-c", 64, "-o", both);
        var merged = ImportanceMatrix.merge(List.of(ImportanceMatrix.read(one), ImportanceMatrix.read(two)));
        assertSame(ImportanceMatrix.read(both), merged, 0);
        assertEquals(2, merged.datasets().size());
    }

    @Test
    void the_older_form_means_the_same() throws Exception {
        Path gguf = byTool(TinyModels.llama(), OPTIONS);
        Path dat = folder.resolve("matrix.dat");
        LlamaTool.IMATRIX.run("-m", TinyModels.llama(), "--in-file", gguf, "-c", 64, "--output-format", "dat", "-o",
                dat);
        var older = ImportanceMatrix.read(dat);
        assertEquals(ImportanceMatrix.read(gguf).chunks(), older.chunks());
        ImportanceMatrix.read(gguf).importances().forEach((name, means) -> assertArrayEquals(means,
                older.importances().get(name), 1e-5f));
        Path ours = folder.resolve("ours.gguf");
        Path theirs = folder.resolve("theirs.gguf");
        LlamaTool.QUANTIZE.run("--imatrix", dat, TinyModels.llama(), theirs, "Q4_0", 1);
        Quantizer.quantize(TinyModels.llama(), ours, QuantizerOptions.of(Quantization.Q4_0)
                .withImportanceMatrix(older)
                .withMetadata(Map.of("quantize.imatrix.file", dat.toString())));
        assertEquals(-1, Files.mismatch(ours, theirs));
    }

    @Test
    void statistics_are_those_that_the_tool_prints() throws Exception {
        Path file = byTool(TinyModels.llama(), OPTIONS);
        String printed = LlamaTool.IMATRIX.run("-m", TinyModels.llama(), "--show-statistics", "--in-file", file);
        for (ImportanceStatistics it : ImportanceMatrix.read(file).statistics()) {
            String[] name = it.tensor().split("\\.");
            String[] columns = printed.lines()
                    .map(line -> line.replaceFirst("^.* I ", "").strip().split("\\s+"))
                    .filter(line -> line.length == 13 && line[0].equals(name[1]) && line[1].equals(name[2]))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(it + " is not in " + printed));
            double[] ours = {it.sum(), it.minimum(), it.maximum(), it.mean(), it.deviation(), 100 * it.active(),
                it.elements(), it.entropy(), 100 * it.entropy() / (Math.log(it.elements()) / Math.log(2)),
                100 * it.outliers(), it.likeness()};
            for (int i = 0; i < ours.length; i++)
                assertEquals(Double.parseDouble(columns[i + 2].replace("%", "")), ours[i], 0.011, it.toString());
        }
    }

    @Test
    void a_text_that_is_too_short_is_refused_and_a_cancelled_one_ends() {
        var refused = assertThrows(IllegalArgumentException.class,
                () -> ImportanceMatrix.compute(TinyModels.llama(), "Once upon a time"));
        assertTrue(refused.getMessage().contains("give two chunks of 512 or more"), refused.getMessage());
        assertThrows(CancellationException.class,
                () -> ImportanceMatrix.compute(TinyModels.llama(), TEXT, OPTIONS, (chunk, _) -> chunk < 2));
    }

    @Test
    void encoders_are_refused() {
        assertThrows(UnsupportedOperationException.class,
                () -> ImportanceMatrix.compute(TinyModels.t5(), TEXT, OPTIONS, ImportanceProgress.UNWATCHED));
        assertThrows(UnsupportedOperationException.class,
                () -> ImportanceMatrix.compute(TinyModels.bert(), TEXT, OPTIONS, ImportanceProgress.UNWATCHED));
    }

    @Test
    void chunks_longer_than_a_table_of_positions_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> ImportanceMatrix.compute(TinyModels.gpt2(), TEXT,
                OPTIONS.withChunkLength(300), ImportanceProgress.UNWATCHED));
    }

    @Test
    void damaged_files_are_refused() throws Exception {
        Path dat = folder.resolve("matrix.dat");
        LlamaTool.IMATRIX.run("-m", TinyModels.llama(), "--in-file", byTool(TinyModels.oneLayer(), OPTIONS), "-c", 64,
                "--output-format", "dat",
                "-o", dat);
        byte[] bytes = Files.readAllBytes(dat);
        int refused = 0;
        for (int i = 0; i < bytes.length; i += 1 + i / 40) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= (byte) 0x80;
            refused += isRefused(Files.write(folder.resolve("damaged.dat"), damaged)) ? 1 : 0;
            isRefused(Files.write(folder.resolve("short.dat"), Arrays.copyOf(bytes, i)));
        }
        assertTrue(refused > 20, () -> "too few were refused");
        assertTrue(isRefused(TinyModels.llama()));
    }

    private static boolean isRefused(Path file) throws Exception {
        try {
            ImportanceMatrix.read(file);
            return false;
        } catch (GgufException _) {
            return true;
        }
    }

    private void assertAsTool(Path model, ImportanceMatrixOptions options, String... arguments) throws Exception {
        var theirs = ImportanceMatrix.read(byTool(model, options, arguments));
        var ours = ImportanceMatrix.compute(model, TEXT, options, ImportanceProgress.UNWATCHED);
        assertSame(theirs, ours, 1e-3);
        assertEquals(theirs.chunks(), ours.chunks());
    }

    private Path byTool(Path model, ImportanceMatrixOptions options, String... arguments) throws Exception {
        Path text = Files.writeString(folder.resolve("text.txt"), TEXT);
        Path file = folder.resolve("theirs.gguf");
        var all = new ArrayList<Object>(List.of(arguments));
        all.addAll(List.of("-m", model, "-f", text, "-c", options.chunkLength(), "--chunks", options.maxChunks(), "-t",
                1, "--no-ppl", "-b", options.chunkLength(), "-o", file));
        LlamaTool.IMATRIX.run(all.toArray());
        return file;
    }

    private static void assertSame(ImportanceMatrix expected, ImportanceMatrix actual, double tolerance) {
        assertEquals(expected.entries().keySet(), actual.entries().keySet());
        expected.entries().forEach((name, entry) -> {
            ImportanceEntry other = actual.entries().get(name);
            assertArrayEquals(entry.counts(), other.counts(), name);
            float[] sums = other.sums();
            float[] theirs = entry.sums();
            for (int i = 0; i < sums.length; i++)
                assertEquals(theirs[i], sums[i], tolerance * Math.max(theirs[i], 1e-3), name);
        });
    }
}
