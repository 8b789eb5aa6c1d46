package dev.panallama.chat.output;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds out by rendering what a template's text does not tell.
final class FormatProbe {
    private static final List<Map<String, ?>> QUESTION = List.of(Map.of("role", "user", "content", "Hello"));

    private FormatProbe() {}

    /// Returns the format of a template that the table does not know.
    static OutputFormat format(String source, TemplateProbe probe) {
        return new OutputFormat("unknown", FormatTable.reasoningIn(source), FormatTable.GENERIC, false, null, List.of(),
                Optional.empty());
    }

    /// Returns what a template writes before an answer, if it can be told.
    static Optional<String> prompt(TemplateProbe probe) {
        try {
            var without = probe.render(context(false));
            var with = probe.render(context(true));
            return Optional.of(with.substring(commonStart(without, with)));
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> context(boolean prompt) {
        var context = new HashMap<String, Object>();
        context.put("messages", QUESTION);
        context.put("add_generation_prompt", prompt);
        context.put("bos_token", "");
        context.put("eos_token", "");
        context.put("functions", "");
        context.put("datetime", "");
        return context;
    }

    private static int commonStart(String one, String other) {
        int common = 0;
        int most = Math.min(one.length(), other.length());
        while (common < most && one.charAt(common) == other.charAt(common)) common++;
        return common;
    }
}
