package dev.panallama.gguf;

import dev.panallama.error.GgufException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Cuts files into parts and puts parts together, in the form of llama.cpp's own tool (`llama-gguf-split`): the first part
/// has the metadata, all have some of the tensors. llama.cpp loads the first part and finds the others.
///
/// The files are copied in pieces, and take their names when all are written. An interrupt, or a listener that returns
/// false, ends the work with a `CancellationException`, and nothing is changed.
public final class GgufParts {
    private static final String NUMBER = "split.no";
    private static final String COUNT = "split.count";
    private static final String TENSORS = "split.tensors.count";
    private static final int DEFAULT_ALIGNMENT = Gguf.DEFAULT_ALIGNMENT;

    private GgufParts() {}

    /// Cuts a file into parts.
    ///
    /// @param base the parts' name up to the number: `big` for `big-00001-of-00003.gguf`. The folder must exist
    /// @return the parts, in order
    /// @throws IllegalArgumentException if a tensor is larger than a part may be, more than 65,535 parts would result, or
    ///     the file is a part itself
    /// @throws GgufException if the file is not well-formed, or ends before its last tensor
    /// @throws IOException if a file cannot be read or written
    public static List<Path> split(Path file, Path base, SplitOptions options) throws IOException {
        StoredFile source = StoredFile.read(file);
        if (source.header().whole(COUNT).orElse(0) > 1)
            throw new IllegalArgumentException("%s is a part of a model: merge the parts first".formatted(file));
        List<List<GgufTensor>> shares = shares(source.header().tensors(), options);
        if (shares.size() > PartName.MOST_PARTS)
            throw new IllegalArgumentException("%,d parts would result, and 65,535 are possible: allow larger ones"
                    .formatted(shares.size()));
        var writers = new ArrayList<GgufWriter>();
        var names = new ArrayList<Path>();
        for (List<GgufTensor> share : shares) {
            writers.add(part(source, share, writers.size(), shares.size()));
            names.add(new PartName(base, writers.size(), shares.size()).file());
        }
        write(writers, names, options.progress());
        return List.copyOf(names);
    }

    private static List<List<GgufTensor>> shares(List<GgufTensor> tensors, SplitOptions options) {
        var shares = new ArrayList<List<GgufTensor>>();
        if (options.metadataFirst()) shares.add(List.of());
        var share = new ArrayList<GgufTensor>();
        long bytes = 0;
        for (GgufTensor it : tensors) {
            long size = Gguf.align(it.sizeBytes(), DEFAULT_ALIGNMENT);
            if (size > options.maxBytes())
                throw new IllegalArgumentException("tensor %s alone takes %,d bytes: allow so many in a part, not %,d"
                        .formatted(it.name(), size, options.maxBytes()));
            if (share.size() == options.maxTensors() || size > options.maxBytes() - bytes) {
                shares.add(List.copyOf(share));
                share.clear();
                bytes = 0;
            }
            share.add(it);
            bytes += size;
        }
        if (!share.isEmpty() || shares.isEmpty()) shares.add(share);
        return shares;
    }

    private static GgufWriter part(StoredFile source, List<GgufTensor> tensors, int index, int count) {
        var writer = new GgufWriter();
        if (index == 0) withoutSplit(source, writer);
        writer.put(NUMBER, new GgufValue.Whole(GgufType.UINT16, index))
                .put(TENSORS, new GgufValue.Whole(GgufType.INT32, source.header().tensors().size()))
                .put(COUNT, new GgufValue.Whole(GgufType.UINT16, count));
        for (GgufTensor it : tensors) writer.tensor(source, it);
        return writer;
    }

    private static void withoutSplit(StoredFile source, GgufWriter writer) {
        source.header().metadata().forEach((key, value) -> {
            if (!List.of(NUMBER, COUNT, TENSORS).contains(key)) writer.put(key, value);
        });
    }

    private static void write(List<GgufWriter> writers, List<Path> names, GgufProgress progress) throws IOException {
        var meter = new Meter(progress, writers.stream().mapToLong(GgufWriter::dataBytes).sum());
        try (var files = new NewFiles()) {
            for (int i = 0; i < names.size(); i++) writers.get(i).write(files.add(names.get(i)), meter);
            files.publish();
        }
    }

    /// Puts parts together to what they were cut from.
    ///
    /// @param first the first part; the others must lie beside it
    /// @throws IllegalArgumentException if the file is not named like a first part
    /// @throws GgufException if a part is not well-formed, or the parts are not those of one model
    /// @throws IOException if a file cannot be read or written
    public static void merge(Path first, Path target) throws IOException {
        merge(first, target, GgufProgress.UNWATCHED);
    }

    /// Puts parts together like [#merge(Path, Path)], and tells a listener how far it is.
    ///
    /// @throws IllegalArgumentException if the file is not named like a first part
    /// @throws GgufException if a part is not well-formed, or the parts are not those of one model
    /// @throws IOException if a file cannot be read or written
    public static void merge(Path first, Path target, GgufProgress progress) throws IOException {
        List<StoredFile> parts = parts(first);
        check(parts);
        var writer = new GgufWriter();
        withoutSplit(parts.getFirst(), writer);
        try {
            for (StoredFile part : parts) for (GgufTensor it : part.header().tensors()) writer.tensor(part, it);
        } catch (IllegalArgumentException fault) {
            throw new GgufException("%s cannot be merged: %s".formatted(first, fault.getMessage()));
        }
        writer.write(target, progress);
    }

    private static List<StoredFile> parts(Path first) throws IOException {
        PartName name = PartName.parse(first)
                .filter(it -> it.number() == 1 && it.count() >= 1 && it.count() <= PartName.MOST_PARTS)
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s is not named like a first part: give one like base-00001-of-00003.gguf".formatted(first)));
        var parts = new ArrayList<StoredFile>();
        for (int i = 1; i <= name.count(); i++)
            parts.add(StoredFile.read(new PartName(name.base(), i, name.count()).file()));
        return parts;
    }

    private static void check(List<StoredFile> parts) {
        long tensors = parts.getFirst().header().whole(TENSORS).orElse(-1);
        for (int i = 0; i < parts.size(); i++) {
            Gguf it = parts.get(i).header();
            if (it.whole(NUMBER).orElse(-1) != i || it.whole(COUNT).orElse(-1) != parts.size()
                    || it.whole(TENSORS).orElse(-1) != tensors)
                throw new GgufException("%s says otherwise than its name that it is part %d of %d: fetch it again"
                        .formatted(parts.get(i).path(), i + 1, parts.size()));
        }
        long found = parts.stream().mapToLong(it -> it.header().tensors().size()).sum();
        if (found != tensors)
            throw new GgufException("%s: the parts have %,d tensors instead of %,d; fetch them again"
                    .formatted(parts.getFirst().path(), found, tensors));
    }
}
