package dev.panallama.runner.http;

import java.util.Optional;

/// Thrown where a request cannot be answered. The message is for the one who sent it.
public final class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /// Creates one of a problem.
    public RequestException(Problem problem) {
        super(problem.message());
        this.problem = problem;
    }

    /// Returns the exception that says what is wrong with a field.
    public static RequestException of(String field, String message) {
        return new RequestException(
                new Problem(Problem.Kind.INVALID, "%s %s".formatted(field, message), Optional.of(field)));
    }

    /// Returns what went wrong.
    public Problem problem() {
        return problem;
    }
}
