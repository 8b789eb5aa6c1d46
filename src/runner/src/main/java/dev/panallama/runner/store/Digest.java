package dev.panallama.runner.store;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The SHA-256 of a file, as Ollama writes it.
///
/// @param hex 64 small hexadecimal digits
public record Digest(String hex) {
    private static final Pattern FORM = Pattern.compile("sha256[:-]([0-9a-fA-F]{64})");

    /// Returns the digest that a text is; empty if it is none.
    public static Optional<Digest> of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() ? Optional.of(new Digest(form.group(1).toLowerCase(Locale.ROOT))) : Optional.empty();
    }

    @Override
    public String toString() {
        return "sha256:" + hex;
    }
}
