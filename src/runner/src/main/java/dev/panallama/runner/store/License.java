package dev.panallama.runner.store;

import dev.panallama.gguf.Gguf;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A licence that whoever uses a model has to accept. Immutable.
///
/// @param id its name on the hub and in model files
/// @param title its whole name
/// @param terms what it asks for, in some lines
/// @param links where all of it can be read
public record License(String id, String title, String terms, List<Link> links) {
    private static final License LLAMA_2 = new License("llama2", "Llama 2 Community License",
            """
                    Its terms, in short: you keep to Meta's acceptable use policy (no unlawful use, no harm to others, no deceit);
                    who hands the model on hands on the licence too and says where it comes from; its answers do not serve to improve
                    other language models; services with more than 700 million users a month ask Meta first.""",
            List.of(new Link("licence", URI.create("https://ai.meta.com/llama/license")),
                    new Link("policy", URI.create("https://ai.meta.com/llama/use-policy"))));

    private static final Pattern LLAMA_2_NAME = Pattern.compile(
            "(?<![a-z])(?<!open[-_ ])llama[-_ ]?v?2(?![\\d.])", Pattern.CASE_INSENSITIVE);

    /// A part of a licence.
    ///
    /// @param name what it is, in a word
    public record Link(String name, URI address) {}

    /// @see License
    public License {
        links = List.copyOf(links);
    }

    /// Returns what it asks for and where it can be read, for a terminal.
    public String summary() {
        return links.stream().map(it -> "\n  %-8s %s".formatted(it.name(), it.address()))
                .collect(Collectors.joining("", terms, ""));
    }

    /// Returns the licence of a model by what its file says, if that has to be accepted. Many files say no more than a name.
    static Optional<License> of(Gguf file) {
        Optional<String> said = file.text("general.license");
        if (said.isPresent()) return toAccept(said.get());
        boolean llama = file.text("general.architecture").filter("llama"::equals).isPresent();
        boolean second = Stream.of("general.name", "general.basename")
                .flatMap(it -> file.text(it).stream())
                .anyMatch(it -> LLAMA_2_NAME.matcher(it).find());
        return llama && second ? Optional.of(LLAMA_2) : Optional.empty();
    }

    /// Returns the licence that a name means, if it has to be accepted; empty for any other.
    public static Optional<License> toAccept(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return plain.equals("llama2") ? Optional.of(LLAMA_2) : Optional.empty();
    }
}
