package dev.panallama.runner.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.panallama.runner.console.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A file that can be fetched, and what it must be. Immutable.
///
/// @param fileName what it is called
/// @param bytes its length, if that is known
/// @param sha256 its hash, 64 small hexadecimal digits, if that is known
/// @param sources where to have it, tried in this order
public record RemoteFile(String fileName, OptionalLong bytes, Optional<String> sha256, List<Source> sources) {
    private static final String NOWHERE = "/\\\\:<>\"|?*\\p{Cntrl}"; // in no name of Windows
    private static final int LONGEST = 200; // bytes: what is put behind it has to fit in 255

    /// Copies the list.
    public RemoteFile {
        sources = List.copyOf(sources);
        requireName(fileName);
    }

    /// Throws unless a text can be what a file or a folder is called: somebody else has chosen it.
    static void requireName(String name) {
        boolean fits = name.matches("[^%1$s.]|[^%1$s.][^%1$s]*[^%1$s. ]".formatted(NOWHERE))
                && name.getBytes(UTF_8).length <= LONGEST
                && !FileNames.isDevice(name);
        if (!fits)
            throw new IllegalArgumentException("\"%s\" cannot be a file's name here".formatted(name));
    }

    /// Returns whether a file may be this one: it has its length. The hash was compared when it was fetched.
    boolean isAt(Path file) throws IOException {
        return Files.isRegularFile(file) && (bytes.isEmpty() || Files.size(file) == bytes.getAsLong());
    }

    /// Throws unless a file's length and hash are what they must be.
    ///
    /// @param actual the hash of the file
    void verify(Path file, String actual) throws IOException {
        if (bytes.isPresent() && Files.size(file) != bytes.getAsLong())
            throw new IOException("got %,d bytes where %,d belong".formatted(Files.size(file), bytes.getAsLong()));
        if (sha256.isPresent() && !actual.equals(sha256.get()))
            throw new IOException("got a file with SHA-256 %s where %s belongs".formatted(actual, sha256.get()));
    }
}
