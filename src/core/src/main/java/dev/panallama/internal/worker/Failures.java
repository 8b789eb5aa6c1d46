package dev.panallama.internal.worker;

import dev.panallama.error.AdapterException;
import dev.panallama.error.ContextCreationException;
import dev.panallama.error.ContextOverflowException;
import dev.panallama.error.DecodeException;
import dev.panallama.error.EngineBusyException;
import dev.panallama.error.LlamaException;
import dev.panallama.error.ModelLoadException;
import dev.panallama.error.NativeLibraryException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Carries exceptions from a worker to the program: kind, message and what llama.cpp logged.
final class Failures {
    private static final Map<Class<?>, BiFunction<String, List<String>, RuntimeException>> MAKERS = Map.ofEntries(
            Map.entry(IllegalArgumentException.class, (message, _) -> new IllegalArgumentException(message)),
            Map.entry(IllegalStateException.class, (message, _) -> new IllegalStateException(message)),
            Map.entry(UnsupportedOperationException.class, (message, _) -> new UnsupportedOperationException(message)),
            Map.entry(CancellationException.class, (message, _) -> new CancellationException(message)),
            Map.entry(LlamaException.class, LlamaException::new),
            Map.entry(DecodeException.class, DecodeException::new),
            Map.entry(ModelLoadException.class, ModelLoadException::new),
            Map.entry(ContextCreationException.class, ContextCreationException::new),
            Map.entry(EngineBusyException.class, (message, _) -> new EngineBusyException(message)),
            Map.entry(AdapterException.class, AdapterException::new),
            Map.entry(NativeLibraryException.class, (message, _) -> new NativeLibraryException(message)));

    private Failures() {}

    /// Returns an exception as values.
    ///
    /// @param lost why the object that the call was for can compute no more, or null if it can
    static @Nullable Object[] values(Throwable thrown, @Nullable String lost) {
        List<String> log = thrown instanceof LlamaException it ? it.nativeLog() : List.of();
        String message = String.valueOf(thrown.getMessage());
        String shown = new LlamaException("", log).getMessage();
        String own = shown != null && message.endsWith(shown)
                ? message.substring(0, message.length() - shown.length())
                : message;
        int tokens = thrown instanceof ContextOverflowException it ? it.tokens() : 0;
        return new Object[]{thrown.getClass().getName(), own, log, tokens, lost};
    }

    /// Returns the exception that a worker had, or one that tells of it.
    static RuntimeException exception(Message failure) {
        String type = failure.text(0);
        if (type.equals(ContextOverflowException.class.getName()))
            return new ContextOverflowException(failure.integer(3));
        return MAKERS.entrySet()
                .stream()
                .filter(it -> it.getKey().getName().equals(type))
                .findFirst()
                .map(it -> it.getValue().apply(failure.text(1), failure.list(2)))
                .orElseGet(
                        () -> new LlamaException("the worker process failed: %s: %s".formatted(type, failure.text(1)),
                                failure.<String>list(2)));
    }
}
