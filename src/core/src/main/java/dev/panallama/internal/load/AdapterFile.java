package dev.panallama.internal.load;

import dev.panallama.error.AdapterException;
import dev.panallama.error.GgufException;
import dev.panallama.gguf.Gguf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The header of a file that is to change what a model computes.
public final class AdapterFile {
    private AdapterFile() {}

    /// Reads a header. A pipe, which would block for ever, is refused.
    ///
    /// @throws AdapterException if there is no such file or it is no GGUF file
    public static Gguf read(Path file) {
        if (!Files.exists(file)) throw refusal(file, "there is no such file");
        if (!Files.isRegularFile(file)) throw refusal(file, "it is not a regular file");
        try {
            return Gguf.read(file);
        } catch (GgufException fault) {
            throw new AdapterException(String.valueOf(fault.getMessage()), fault);
        } catch (IOException failure) {
            throw new AdapterException(
                    "cannot load %s: it cannot be read: %s".formatted(file, failure.getMessage()), failure);
        }
    }

    /// Returns the exception that says why a file is not taken.
    public static AdapterException refusal(Path file, String reason) {
        return new AdapterException("cannot load %s: %s".formatted(file, reason));
    }
}
