package dev.panallama.bindings;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;

/// Loads native libraries where the generated bindings look for their symbols.
///
/// They search the libraries of their own class loader, and that is the one of the class which loads them: so it has to
/// be a class of this module. Load what others depend on first: ggml-base, ggml, llama. Any thread may call.
@NullMarked
public final class NativeLibrary {
    private NativeLibrary() {}

    /// Loads `file`; loading it again does nothing. A library stays loaded until the program ends.
    ///
    /// @throws UnsatisfiedLinkError if the path is not absolute, or the system cannot load what is there
    public static void load(Path file) {
        System.load(file.toString());
    }

    /// Finds the address of a function or variable that a loaded library exports; outside Windows, or a library that it
    /// depends on.
    public static Optional<MemorySegment> find(String symbol) {
        return SymbolLookup.loaderLookup().find(symbol);
    }
}
