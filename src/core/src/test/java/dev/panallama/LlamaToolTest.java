package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaToolTest {
    private static final Path MODEL = TinyModels.llama();

    @TempDir
    private Path folder;

    @Test
    void quantizes() throws Exception {
        Path out = folder.resolve("out.gguf");
        LlamaTool.QUANTIZE.run(MODEL, out, "Q8_0", 1);
        assertTrue(Files.size(out) < Files.size(MODEL));
        assertEquals(1, LlamaTool.QUANTIZE.tryRun(folder.resolve("missing.gguf"), out, "Q8_0", 1).exit());
    }

    @Test
    void measures_perplexity_and_importance() throws Exception {
        Path text = Files.writeString(folder.resolve("text.txt"), "Once upon a time there was a llama. ".repeat(60));
        String measured = LlamaTool.PERPLEXITY.run("-m", MODEL, "-f", text, "-c", 128, "-t", 1);
        assertTrue(measured.contains("Final estimate: PPL = "), measured);
        Path matrix = folder.resolve("imatrix.gguf");
        LlamaTool.IMATRIX.run("-m", MODEL, "-f", text, "-c", 128, "-t", 1, "-o", matrix);
        assertTrue(Files.size(matrix) > 0);
    }

    @Test
    void splits() throws Exception {
        LlamaTool.GGUF_SPLIT.run("--split", "--split-max-tensors", 20, MODEL, folder.resolve("part"));
        assertTrue(Files.exists(folder.resolve("part-00002-of-00002.gguf")));
    }
}
