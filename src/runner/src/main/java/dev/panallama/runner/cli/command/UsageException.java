package dev.panallama.runner.cli.command;

import dev.panallama.error.GrammarException;
import org.jspecify.annotations.Nullable;

/// Thrown when the command line makes no sense.
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message what is wrong, and what to do
    public UsageException(String message) {
        this(message, null);
    }

    /// @param message what is wrong, and what to do
    public UsageException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /// Finds out what something on the command line means.
    ///
    /// @param <T> what it means
    /// @param <X> what else can go wrong
    public interface Reading<T, X extends Exception> {
        T read() throws X;
    }

    /// Returns what something on the command line means. What refuses a value there says `IllegalArgumentException`, whoever it is: then
    /// the line is wrong.
    ///
    /// @throws UsageException if it makes no sense
    public static <T, X extends Exception> T reading(Reading<T, X> part) throws X {
        try {
            return part.read();
        } catch (IllegalArgumentException | GrammarException wrong) {
            throw new UsageException(wrong.getMessage(), wrong);
        }
    }
}
