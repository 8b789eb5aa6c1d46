package dev.panallama.quantization;

import dev.panallama.error.QuantizationException;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.internal.ffm.NativeQuantizer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/// Writes the new file, or files, in a folder beside their place, and moves them there when they are complete.
final class QuantizedFile {
    private final SourceModel model;
    private final Planning planning;
    private final int threads;
    private final Path out;

    QuantizedFile(SourceModel model, QuantizerOptions options, Path out) {
        this.model = model;
        this.out = out.toAbsolutePath();
        threads = options.threads();
        if (!Files.isDirectory(folder()))
            throw new IllegalArgumentException("there is no folder %s: make it first".formatted(folder()));
        if (Files.isDirectory(out))
            throw new IllegalArgumentException("%s is a folder: name a file in it".formatted(out));
        planning = new Planning(model, options);
    }

    private Path folder() {
        Path parent = out.getParent();
        return parent == null ? out : parent;
    }

    QuantizationResult write(QuantizationProgress progress) throws IOException {
        long start = System.nanoTime();
        long before = model.sizeBytes();
        var plan = planning.checkedPlan();
        checkSpace(plan);
        try (var work = new WorkFolder(folder(), out.getFileName() + ".")) {
            NativeQuantizer.write(
                    model.file(), work.path().resolve(name()), threads, planning::writeTo, watching(plan, progress));
            List<Path> written = work.files();
            check(written, plan);
            List<Path> files = new ArrayList<>();
            for (Path it : written) files.add(move(it));
            long after = 0;
            for (Path it : files) after += Files.size(it);
            return new QuantizationResult(files, plan, before, after, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /// llama.cpp adds numbers and an ending to the name of the first of several.
    private String name() {
        String name = String.valueOf(out.getFileName());
        boolean ending = planning.isKeptSplit() && name.endsWith(".gguf");
        return ending ? name.substring(0, name.length() - ".gguf".length()) : name;
    }

    private void checkSpace(QuantizationPlan plan) throws IOException {
        long needed = plan.bytesAfter() + model.parts().stream().mapToLong(Gguf::dataOffset).sum();
        long free = Files.getFileStore(folder()).getUsableSpace();
        if (needed > free)
            throw new IllegalArgumentException(
                    "the new file takes %,d MiB, and the disk of %s has %,d MiB left: make room or write elsewhere"
                            .formatted(needed >> 20, folder(), free >> 20));
    }

    private static IntPredicate watching(QuantizationPlan plan, QuantizationProgress progress) {
        long total = Math.max(1, plan.bytesBefore());
        var done = new long[plan.tensors().size() + 1];
        for (int i = 0; i < plan.tensors().size(); i++) done[i + 1] = done[i] + plan.tensors().get(i).bytesBefore();
        return i -> progress.at(new QuantizationProgress.Step(
                i, plan.tensors().size(), plan.tensors().get(i), (double) done[i] / total));
    }

    /// Checks that all tensors were written, as llama.cpp does not always say if they were not.
    private static void check(List<Path> files, QuantizationPlan plan) throws IOException {
        Map<String, GgufTensor> written = new HashMap<>();
        for (Path it : files)
            for (GgufTensor tensor : Gguf.read(it).tensors()) written.put(tensor.name(), tensor);
        for (QuantizedTensor it : plan.tensors()) {
            GgufTensor tensor = written.remove(it.name());
            if (tensor == null || tensor.type() != it.to() || tensor.elements() != it.elements())
                throw new QuantizationException("llama.cpp wrote %s as %s, and meant %s".formatted(it.name(), tensor,
                        it), List.of());
        }
        if (!written.isEmpty())
            throw new QuantizationException("llama.cpp wrote tensors that it did not mean to: " + written.keySet(),
                    List.of());
    }

    private Path move(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        return Files.move(file, folder().resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }
}
