package dev.panallama.runner.console;

import static java.util.Objects.requireNonNull;

import dev.panallama.jinja.TemplateException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;

/// Says what went wrong to a person who does not see what kind of exception it was.
public final class Reasons {
    private Reasons() {}

    /// Returns what an exception says. Some say no more than a path, or nothing: then their kind is what went wrong.
    public static String of(Exception problem) {
        String message = problem.getMessage();
        return switch (problem) {
            case UncheckedIOException it -> of(requireNonNull(it.getCause()));
            case CharacterCodingException _ -> "this is no text in UTF-8: save it as such";
            case TemplateException it ->
                "line %d, column %d of the chat template: %s".formatted(it.line(), it.column(), message);
            case FileSystemException it when it.getReason() == null -> "%s: %s".formatted(kind(it), message);
            default -> message != null ? message : kind(problem);
        };
    }

    private static String kind(Exception problem) {
        return problem.getClass().getSimpleName().replace("Exception", "");
    }
}
