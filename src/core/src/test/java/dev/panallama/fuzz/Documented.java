package dev.panallama.fuzz;

import dev.panallama.error.NativeLibraryException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CancellationException;

/// The exceptions that the documentation allows.
final class Documented {
    private static final Set<Class<?>> OF_JAVA = Set.of(IllegalArgumentException.class, IllegalStateException.class,
            UnsupportedOperationException.class, CancellationException.class);

    private Documented() {}

    static boolean is(Throwable thrown) {
        if (thrown instanceof NativeLibraryException) return false; // nothing was tried then
        return OF_JAVA.contains(thrown.getClass())
                || thrown instanceof IOException
                || thrown.getClass().getName().startsWith("dev.panallama.");
    }
}
