package dev.panallama.chat.output;

import java.util.Map;

/// Renders a template, to see what it writes.
@FunctionalInterface
public interface TemplateProbe {
    /// Returns what the template writes.
    ///
    /// @throws RuntimeException if it refuses
    String render(Map<String, ?> context);
}
