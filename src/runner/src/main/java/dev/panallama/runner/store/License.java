package dev.panallama.runner.store;

import java.util.Locale;
import java.util.Optional;

/// A licence that whoever uses a model has to accept. Immutable.
///
/// @param id its name on the hub and in model files
/// @param title its whole name
/// @param summary what it asks for, in some lines
public record License(String id, String title, String summary) {
    private static final License LLAMA_2 = new License("llama2", "Llama 2 Community License",
            """
                    Its terms, in short: you keep to Meta's acceptable use policy (no unlawful use, no harm to others, no deceit);
                    who hands the model on hands on the licence too and says where it comes from; its answers do not serve to improve
                    other language models; services with more than 700 million users a month ask Meta first.
                      licence  https://ai.meta.com/llama/license
                      policy   https://ai.meta.com/llama/use-policy""");

    /// Returns the licence that a name means, if it has to be accepted; empty for any other.
    public static Optional<License> toAccept(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return plain.equals("llama2") ? Optional.of(LLAMA_2) : Optional.empty();
    }
}
