package dev.panallama.runner.anthropic;

import dev.panallama.ThinkingBudget;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import java.util.Map;
import java.util.Optional;

/// Whether a model thinks before it answers, how long, and whether the client gets to see it.
///
/// @param on nothing leaves it to the model's template
record Thinking(Optional<Boolean> on, ThinkingBudget budget, boolean shown) {
    private static final Map<String, Optional<Boolean>> TYPES = Map.of(
            "enabled", Optional.of(true), "disabled", Optional.of(false), "adaptive", Optional.empty());

    /// Reads `thinking`. Without it, a model does not think: clients that do not ask for it look for text first.
    ///
    /// @throws RequestException if it is wrong
    static Thinking read(Fields fields) {
        Optional<Fields> thinking = fields.object("thinking");
        if (thinking.isEmpty()) return new Thinking(Optional.of(false), ThinkingBudget.UNLIMITED, true);
        Optional<Boolean> on = thinking.get().oneOf("type", TYPES)
                .orElseThrow(() -> RequestException.of("thinking.type", "is missing"));
        ThinkingBudget budget = thinking.get().integer("budget_tokens", 1, Integer.MAX_VALUE)
                .map(ThinkingBudget::of)
                .orElse(ThinkingBudget.UNLIMITED);
        boolean shown = thinking.get().oneOf("display", Map.of("summarized", true, "omitted", false)).orElse(true);
        return new Thinking(on, budget, shown);
    }
}
