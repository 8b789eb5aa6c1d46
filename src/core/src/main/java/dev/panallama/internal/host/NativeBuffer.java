package dev.panallama.internal.host;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A buffer that llama.cpp has allocated. Its C interface has no such figures; it logs each buffer, with two decimals.
///
/// @param name ggml's name of the kind of memory, such as `CPU_Mapped` or `CUDA0`
/// @param use what it is for
/// @param sizeBytes its size, exact to 5 kB
public record NativeBuffer(String name, Use use, long sizeBytes) {
    /// What a buffer holds.
    public enum Use {
        /// Weights.
        WEIGHTS,
        /// Keys and values.
        CACHE,
        /// States of recurrent layers.
        STATE,
        /// The results that live while a batch is computed.
        COMPUTING,
        /// Rows of logits.
        OUTPUT
    }

    private static final String MARK = " buffer size = ";
    private static final Pattern LINE = Pattern
            .compile("\\w+:\\s+(\\S{1,80})\\s+(\\S.{0,40}) buffer size =\\s+(\\d{1,9}\\.\\d\\d) MiB");

    /// Returns whether the memory is a mapped file, which the system can drop and read again.
    public boolean isMapped() {
        return name.endsWith("_Mapped");
    }

    /// Returns the name of the device whose memory it is: memory for passing data to a GPU, and what the processor
    /// rearranges for itself, are the processor's.
    public String device() {
        int suffix = name.lastIndexOf('_');
        if (name.endsWith("_Host") || name.equals("AMX")) return "CPU";
        return suffix > 0 ? name.substring(0, suffix) : name;
    }

    /// Reads a line of the log, if it tells of a buffer.
    public static Optional<NativeBuffer> read(String line) {
        if (!line.contains(MARK)) return Optional.empty();
        Matcher it = LINE.matcher(line);
        if (!it.matches()) return Optional.empty();
        long bytes = Math.round(Double.parseDouble(it.group(3)) * (1 << 20));
        return use(it.group(2)).map(use -> new NativeBuffer(it.group(1), use, bytes));
    }

    private static Optional<Use> use(String word) {
        if (word.endsWith("state")) return Optional.of(Use.STATE);
        return switch (word) {
            case "model", "LoRA" -> Optional.of(Use.WEIGHTS);
            case "KV" -> Optional.of(Use.CACHE);
            case "RS" -> Optional.of(Use.STATE);
            case "compute" -> Optional.of(Use.COMPUTING);
            case "output" -> Optional.of(Use.OUTPUT);
            default -> Optional.empty();
        };
    }
}
