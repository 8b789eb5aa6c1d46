package dev.panallama.runner.store;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a model is called: one to four words with slashes between them, and a tag that tells its variants apart. Two names that
/// differ in case alone are the same. A name is only ever compared with others. Immutable.
///
/// @param base all before the tag, as it was written
/// @param tag the variant, as it was written
public record ModelName(String base, String tag) {
    /// The tag of a name that has none.
    public static final String LATEST = "latest";

    private static final String WORD = "[A-Za-z0-9][A-Za-z0-9._-]{0,95}";
    private static final Pattern NAME = Pattern.compile("(%1$s(?:/%1$s){0,3})(?::(%1$s))?".formatted(WORD));

    /// Returns the name that a text is; empty if it is none.
    public static Optional<ModelName> of(String text) {
        Matcher name = NAME.matcher(text);
        if (!name.matches()) return Optional.empty();
        return Optional.of(new ModelName(name.group(1), name.group(2) == null ? LATEST : name.group(2)));
    }

    /// Returns the name that a text is.
    ///
    /// @throws IllegalArgumentException if it is none
    public static ModelName parse(String text) {
        return of(text).orElseThrow(() -> new IllegalArgumentException(
                "\"%s\" is no name of a model: give letters, digits and . _ - in words with / between them, and a tag after a colon if need be"
                        .formatted(text)));
    }

    /// Returns the name of a model that has been called something else, such as a file: what no name may have is `-` then.
    public static ModelName like(String text) {
        String word = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-").replaceAll("^[._-]+", "");
        return of(word.substring(0, Math.min(96, word.length()))).orElse(new ModelName("model", LATEST));
    }

    /// Returns the name with its tag, also where it is the usual one.
    public String full() {
        return base + ":" + tag;
    }

    /// Whether this is another spelling of a name.
    public boolean isSameAs(ModelName other) {
        return full().equalsIgnoreCase(other.full());
    }

    /// Returns the name, without the usual tag.
    @Override
    public String toString() {
        return tag.equalsIgnoreCase(LATEST) ? base : full();
    }
}
