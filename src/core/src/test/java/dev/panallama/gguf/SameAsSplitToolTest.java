package dev.panallama.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.panallama.LlamaTool;
import dev.panallama.TestModels;
import dev.panallama.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Parts are byte for byte those that llama.cpp's own `llama-gguf-split` writes.
final class SameAsSplitToolTest {
    @TempDir
    private Path folder;

    @Test
    void parts_of_a_real_model_by_bytes() throws Exception {
        same(TestModels.smolLm2(), SplitOptions.ofBytes(32_000_000), "--split-max-size", "32M");
    }

    @Test
    void parts_of_models_by_tensors() throws Exception {
        for (Path model : List.of(TinyModels.llama(), TinyModels.mamba(), TinyModels.bert())) {
            same(model, SplitOptions.ofTensors(3), "--split-max-tensors", "3");
            same(model, SplitOptions.ofTensors(8).withMetadataFirst(true), "--split-max-tensors", "8",
                    "--no-tensor-first-split");
        }
    }

    private void same(Path model, SplitOptions options, String... arguments) throws Exception {
        Path ours = Files.createTempDirectory(folder, "ours");
        Path theirs = Files.createTempDirectory(folder, "theirs");
        List<Path> parts = GgufParts.split(model, ours.resolve("part"), options);
        var command = new ArrayList<Object>(List.of("--split"));
        command.addAll(List.of(arguments));
        command.addAll(List.of(model, theirs.resolve("part")));
        LlamaTool.GGUF_SPLIT.run(command.toArray());
        try (var files = Files.list(theirs)) {
            assertEquals(parts.size(), files.count());
        }
        for (Path it : parts) assertEquals(-1, Files.mismatch(it, theirs.resolve(it.getFileName())), it.toString());
    }

    /// The tool leaves the keys of the first part in the merged file; ours is what was split.
    @Test
    void a_merged_file_is_theirs_but_for_the_keys_of_the_split() throws Exception {
        Path first = GgufParts.split(TinyModels.llama(), folder.resolve("part"), SplitOptions.ofTensors(4)).getFirst();
        Path theirs = folder.resolve("theirs.gguf");
        LlamaTool.GGUF_SPLIT.run("--merge", first, theirs);
        Path ours = folder.resolve("ours.gguf");
        GgufParts.merge(first, ours);
        var tensors = new GgufValue.Whole(GgufType.INT32, Gguf.read(ours).tensors().size());
        GgufWriter.copyOf(ours)
                .put("split.no", new GgufValue.Whole(GgufType.UINT16, 0))
                .put("split.tensors.count", tensors)
                .put("split.count", new GgufValue.Whole(GgufType.UINT16, 0))
                .write(ours);
        assertEquals(-1, Files.mismatch(ours, theirs));
    }

    /// The tool's parts merge here, and a file that it merged can be split and merged again.
    @Test
    void what_the_tool_writes_is_understood() throws IOException, InterruptedException {
        LlamaTool.GGUF_SPLIT.run("--split", "--split-max-tensors", 6, TinyModels.gpt2(), folder.resolve("part"));
        Path first = new PartName(folder.resolve("part"), 1, (Gguf.read(TinyModels.gpt2()).tensors().size() + 5) / 6)
                .file();
        Path ours = folder.resolve("ours.gguf");
        GgufParts.merge(first, ours);
        assertEquals(-1, Files.mismatch(TinyModels.gpt2(), ours));
        Path theirs = folder.resolve("theirs.gguf");
        LlamaTool.GGUF_SPLIT.run("--merge", first, theirs);
        GgufParts.merge(GgufParts.split(theirs, folder.resolve("again"), SplitOptions.ofTensors(5)).getFirst(), ours);
        assertEquals(-1, Files.mismatch(TinyModels.gpt2(), ours));
    }
}
