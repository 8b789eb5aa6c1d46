package dev.panallama.internal.natives;

import dev.panallama.bindings.NativeLibrary;
import dev.panallama.error.NativeLibraryException;
import java.nio.file.Path;
import java.util.List;

/// Loads llama.cpp into this process, without its back ends. Any thread may call.
public final class LibraryLoader {
    /// Functions that llama.cpp got late: who lacks one is another release.
    private static final List<String> SYMBOLS = List.of("llama_version", "llama_ftype_name", "llama_log_set",
            "ggml_set_abort_callback", "ggml_backend_load_all_from_path");

    private LibraryLoader() {}

    /// Finds the libraries and loads them; loading them again does nothing.
    ///
    /// @return the folder in which their back ends are
    /// @throws NativeLibraryException if they are not found, cannot be unpacked or do not run on this system
    public static LibraryFolder load() {
        var folder = LibrarySearch.ofThisProcess().find();
        folder.loadOrder().forEach(library -> load(library, folder));
        SYMBOLS.forEach(symbol -> check(symbol, folder));
        return folder;
    }

    private static void check(String symbol, LibraryFolder folder) {
        if (NativeLibrary.find(symbol).isEmpty())
            throw new NativeLibraryException(
                    "the libraries in %s, given by %s, are of another release than llama.cpp v0.4.0: they lack %s"
                            .formatted(folder.directory(), folder.source(), symbol));
    }

    private static void load(Path library, LibraryFolder folder) {
        try {
            NativeLibrary.load(library);
        } catch (UnsatisfiedLinkError e) {
            throw new NativeLibraryException("the system cannot load %s, given by %s: %s"
                    .formatted(library, folder.source(), e.getMessage()), e);
        }
    }
}
