package dev.panallama.internal.load;

import dev.panallama.error.ModelLoadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// What can be said of a file before llama.cpp sees it. A pipe would block the load for ever.
final class ModelFile {
    private static final byte[] MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);

    private ModelFile() {}

    static void check(Path file) {
        if (!Files.exists(file)) throw refusal(file, "there is no such file");
        if (Files.isDirectory(file)) throw refusal(file, "it is a directory; name the .gguf file in it");
        if (!Files.isRegularFile(file)) throw refusal(file, "it is not a regular file");
        checkMagic(file);
    }

    private static void checkMagic(Path file) {
        try (var in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(MAGIC.length);
            if (start.length == 0) throw refusal(file, "the file is empty; fetch it again");
            if (!Arrays.equals(start, MAGIC))
                throw refusal(file, "it is not a GGUF file: it starts with %s instead of \"GGUF\""
                        .formatted(printable(start)));
        } catch (IOException failure) {
            throw (ModelLoadException) refusal(file, "it cannot be read: " + failure.getMessage()).initCause(failure);
        }
    }

    private static String printable(byte[] start) {
        var text = new StringBuilder("\"");
        for (byte b : start) text.append(b >= ' ' && b < 0x7f ? String.valueOf((char) b) : "\\x%02x".formatted(b));
        return text.append('"').toString();
    }

    private static ModelLoadException refusal(Path file, String reason) {
        return new ModelLoadException("cannot load %s: %s".formatted(file, reason), List.of());
    }
}
