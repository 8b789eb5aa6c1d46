package dev.panallama.runner.store;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a model is called on the Hugging Face hub. Immutable.
///
/// @param user who keeps it there
/// @param repository where
/// @param variant which of its files, such as `Q4_K_M`; empty for the usual one, which `latest` stands for as well
public record HubName(String user, String repository, Optional<String> variant) {
    private static final List<String> HOSTS = List.of("hf.co/", "huggingface.co/");
    private static final String WORD = "[A-Za-z0-9][A-Za-z0-9._-]{0,95}";
    private static final Pattern VARIANT = Pattern.compile("(?i)((?:UD-)?(?:I?Q\\d\\w*|BF16|F16|F32|MXFP4\\w*))$");
    private static final Pattern NAME = Pattern.compile("(%1$s)/(%1$s)(?::(%1$s))?".formatted(WORD));

    /// Returns the name that `user/repository:variant` is, with `hf.co/` before it or not; empty for another text.
    public static Optional<HubName> of(String text) {
        String rest = HOSTS.stream()
                .filter(it -> text.regionMatches(true, 0, it, 0, it.length()))
                .findFirst()
                .map(it -> text.substring(it.length()))
                .orElse(text);
        Matcher name = NAME.matcher(rest);
        if (!name.matches()) return Optional.empty();
        Optional<String> variant = Optional.ofNullable(name.group(3))
                .filter(it -> !it.equalsIgnoreCase(ModelName.LATEST));
        return Optional.of(new HubName(name.group(1), name.group(2), variant));
    }

    /// Returns the name of a file that lies in a repository, as far as its own tells the variant; empty if the repository's is none.
    ///
    /// @param title without its ending
    public static Optional<HubName> ofFile(String repository, String title) {
        Matcher variant = VARIANT.matcher(title);
        return of(
                variant.find() ? "%s:%s".formatted(repository, variant.group(1).toUpperCase(Locale.ROOT)) : repository);
    }

    /// Returns this name with a variant.
    HubName with(String other) {
        return new HubName(user, repository, Optional.of(other));
    }

    /// Returns what the model is called here.
    public ModelName modelName() {
        return new ModelName("hf.co/%s/%s".formatted(user, repository), variant.orElse(ModelName.LATEST));
    }

    @Override
    public String toString() {
        return modelName().toString();
    }
}
