package dev.panallama.chat.output;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds out by rendering what a template's text does not tell.
final class FormatProbe {
    private static final Map<String, String> QUESTION = Map.of("role", "user", "content", "Hello");
    private static final String THOUGHT = "THOUGHT-PROBE";
    private static final String ANSWER = "ANSWER-PROBE";

    private final TemplateProbe template;

    private FormatProbe(TemplateProbe template) {
        this.template = template;
    }

    /// Returns the format of a template that the table does not know.
    static OutputFormat format(String source, TemplateProbe template) {
        var probe = new FormatProbe(template);
        var known = FormatTable.reasoningIn(source);
        var reasoning = known.marked() ? known : probe.reasoning().orElse(known);
        var calls = probe.calls(reasoning);
        return new OutputFormat(calls.isPresent() ? "found by rendering" : "unknown", reasoning,
                calls.orElse(FormatTable.GENERIC), calls.isPresent(), null, List.of(), Optional.empty());
    }

    /// Returns what a template writes before an answer, if it can be told.
    static Optional<String> prompt(TemplateProbe template) {
        try {
            var without = template.render(context(List.of(), false, false));
            var with = template.render(context(List.of(), true, false));
            return Optional.of(with.substring(commonStart(without, with)));
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    /// Reads the markers off an answer with reasoning.
    private Optional<Reasoning> reasoning() {
        var message = answer();
        for (var field : List.of("reasoning_content", "reasoning", "thinking")) message.put(field, THOUGHT);
        var prompt = prompt(template).orElse("");
        return added(message).filter(it -> it.contains(THOUGHT) && it.indexOf(ANSWER) > it.indexOf(THOUGHT))
                .flatMap(it -> reasoning(it, prompt));
    }

    private Optional<Reasoning> reasoning(String text, String prompt) {
        int thought = text.indexOf(THOUGHT);
        var end = text.substring(thought + THOUGHT.length(), text.indexOf(ANSWER)).strip();
        var header = added(answer()).map(it -> it.substring(0, Math.max(0, it.indexOf(ANSWER)))).orElse("");
        var before = text.substring(0, thought);
        int common = Math.max(commonMarkers(before, header), commonMarkers(before, prompt));
        var start = common == before.length() ? lastMarker(before) : before.substring(common).strip();
        return start.isEmpty() || end.isEmpty() ? Optional.empty() : Optional.of(new Reasoning(start, end));
    }

    /// Where every answer begins with the marker, it is the last of what they have in common.
    private static String lastMarker(String text) {
        var stripped = text.strip();
        int at = Math.max(stripped.lastIndexOf('<'), stripped.lastIndexOf('['));
        return at < 0 ? "" : stripped.substring(at);
    }

    private Optional<CallFormat> calls(Reasoning reasoning) {
        var header = added(answer()).orElse(ANSWER);
        for (boolean objects : List.of(true, false)) {
            for (int count = 2; count > 0; count--) {
                var text = added(CallProbe.message(count, objects));
                var found = text.flatMap(it -> CallProbe.read(it, header, ANSWER, reasoning));
                if (found.isPresent()) return found;
            }
        }
        return Optional.empty();
    }

    private static Map<String, Object> answer() {
        return new HashMap<>(Map.of("role", "assistant", "content", ANSWER));
    }

    /// Returns what a message adds to a conversation, if the template takes it.
    private Optional<String> added(Map<String, Object> message) {
        try {
            boolean tools = message.containsKey("tool_calls");
            var before = template.render(context(List.of(), false, tools));
            var after = template.render(context(List.of(message), false, tools));
            return Optional.of(after.substring(commonStart(before, after)));
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> context(List<Map<String, Object>> more, boolean prompt, boolean tools) {
        var messages = new ArrayList<Map<String, ?>>(List.of(QUESTION));
        messages.addAll(more);
        var context = new HashMap<String, Object>();
        context.put("messages", messages);
        context.put("add_generation_prompt", prompt);
        context.put("functions", "");
        context.put("datetime", "");
        if (tools) context.put("tools", CallProbe.TOOLS);
        return context;
    }

    /// Returns how many characters two texts begin with in common, without a part of a marker.
    static int commonMarkers(String one, String other) {
        return wholeMarkers(one, commonStart(one, other));
    }

    /// Returns a place, or that of the marker that it is inside of.
    private static int wholeMarkers(String text, int place) {
        int start = place == 0 ? -1 : text.lastIndexOf('<', place - 1);
        int end = start < 0 ? -1 : text.indexOf('>', start);
        return start >= 0 && (end < 0 || end >= place) ? start : place;
    }

    static int commonStart(String one, String other) {
        int common = 0;
        int most = Math.min(one.length(), other.length());
        while (common < most && one.charAt(common) == other.charAt(common)) common++;
        return common;
    }

    /// Returns how many characters two texts end with in common, without a part of a marker.
    static int commonEnd(String one, String other) {
        int common = 0;
        int most = Math.min(one.length(), other.length());
        while (common < most && one.charAt(one.length() - 1 - common) == other.charAt(other.length() - 1 - common))
            common++;
        int place = one.length() - common;
        int start = place == 0 ? -1 : one.lastIndexOf('<', place - 1);
        int end = start < 0 ? -1 : one.indexOf('>', start);
        return end >= place ? one.length() - end - 1 : common;
    }
}
