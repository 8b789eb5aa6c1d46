package dev.panallama.chat.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How a model writes reasoning, text and calls: data only. Immutable.
///
/// @param family says which models write so
/// @param reasoning how they mark what they think
/// @param calls how they write calls
/// @param callsTools whether the template knows calls; otherwise the format is one that most models pick up, and the prompt
///     has to tell them
/// @param turns how they write messages with headers; null if they do not
/// @param dropped other markers, which mean nothing to the reader
/// @param prompt what the template writes before an answer, as far as it is known
public record OutputFormat(String family, Reasoning reasoning, CallFormat calls, boolean callsTools,
        @Nullable Turns turns, List<String> dropped, Optional<String> prompt) {
    /// Copies the list.
    public OutputFormat {
        dropped = List.copyOf(dropped);
    }

    /// Returns the format of a template: found by marks in its text, or else by rendering a few conversations.
    public static OutputFormat of(String templateSource, TemplateProbe probe) {
        var known = FormatTable.find(templateSource);
        var format = known.orElseGet(() -> FormatProbe.format(templateSource, probe));
        return format.withPrompt(FormatProbe.prompt(probe).map(format::beforeReasoning));
    }

    /// Returns all that may be a control token of the vocabulary: those have to reach the reader as text.
    public List<String> markers() {
        var markers = new ArrayList<>(Stream.of(reasoning.start(), reasoning.end()).toList());
        markers.addAll(reasoning.alsoEndedBy());
        for (var shape : List.of(calls.section(), calls.call(), calls.argument())) markers.addAll(texts(shape));
        if (calls.call().has(Slot.LITERALS)) markers.add(Literals.GEMMA_QUOTE);
        if (calls.argument().has(Slot.ELEMENTS)) markers.add(Elements.MARK);
        markers.addAll(dropped);
        if (turns != null) markers.addAll(turns.markers());
        return markers.stream().flatMap(Markers::parts).filter(it -> !it.isBlank()).distinct().toList();
    }

    /// Returns whether a message says in a header whom it is for: a tool or the person.
    public boolean hasHeaders() {
        return turns != null;
    }

    /// Returns what begins the model's reasoning, or an empty text if it is not marked.
    public String reasoningStart() {
        return turns == null ? reasoning.start() : turns.reasoningHeader();
    }

    /// Returns what ends the model's reasoning and begins its answer, or an empty text if it is not marked.
    public String reasoningEnd() {
        return turns == null ? reasoning.end() : turns.endOfReasoning();
    }

    /// Returns what is to stand behind a generation prompt so that the model does not think: the end of its reasoning, if
    /// the prompt opens it, or an empty reasoning.
    ///
    /// @param isTold whether the template was told already, by a variable of its own
    public String withoutReasoning(String generationPrompt, boolean isTold) {
        String end = reasoningEnd();
        if (end.isEmpty() || generationPrompt.contains(end)) return "";
        if (generationPrompt.contains(reasoningStart())) return end + "\n\n";
        return isTold ? "" : reasoningStart() + "\n\n" + end + "\n\n";
    }

    private static List<String> texts(Shape shape) {
        return shape.pieces().stream().filter(Shape.Piece.Text.class::isInstance)
                .map(it -> ((Shape.Piece.Text) it).text().strip()).toList();
    }

    OutputFormat withPrompt(Optional<String> other) {
        return new OutputFormat(family, reasoning, calls, callsTools, turns, dropped, other);
    }

    OutputFormat withReasoning(Reasoning other) {
        return new OutputFormat(family, other, calls, callsTools, turns, dropped, prompt);
    }

    /// Returns what a generation prompt has of the answer itself.
    String begun(String generationPrompt) {
        if (turns != null) return behind(generationPrompt, turns.open());
        if (prompt.isPresent() && generationPrompt.startsWith(prompt.get())) {
            return generationPrompt.substring(prompt.get().length());
        }
        int start = reasoning.marked() ? generationPrompt.indexOf(reasoning.start()) : -1;
        return start < 0 ? "" : generationPrompt.substring(start);
    }

    private static String behind(String text, String marker) {
        int at = text.indexOf(marker);
        return at < 0 ? "" : text.substring(at + marker.length());
    }

    /// Returns the part of a prompt that comes before any reasoning.
    private String beforeReasoning(String generationPrompt) {
        int end = generationPrompt.length();
        for (var marker : List.of(reasoning.start(), reasoning.end())) {
            int at = marker.isEmpty() ? -1 : generationPrompt.indexOf(marker);
            if (at >= 0) end = Math.min(end, at);
        }
        return generationPrompt.substring(0, end);
    }
}
