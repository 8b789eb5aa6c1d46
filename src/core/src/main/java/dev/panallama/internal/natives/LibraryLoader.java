package dev.panallama.internal.natives;

import dev.panallama.bindings.NativeLibrary;
import dev.panallama.error.NativeLibraryException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;

/// Loads llama.cpp into this process, without its back ends. Any thread may call.
public final class LibraryLoader {
    private static final System.Logger LOGGER = System.getLogger("dev.panallama");

    private LibraryLoader() {}

    /// Finds the libraries and loads them; loading them again does nothing.
    ///
    /// @return the folder in which their back ends are
    /// @throws NativeLibraryException if they are not found, cannot be unpacked or do not run on this system
    public static LibraryFolder load() {
        var folder = LibrarySearch.ofThisProcess().find();
        LOGGER.log(Level.DEBUG, "llama.cpp is loaded from {0}, given by {1}", folder.directory(), folder.source());
        folder.loadOrder().forEach(library -> load(library, folder));
        return folder;
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
