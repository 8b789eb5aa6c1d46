package dev.panallama.chat.output;

import dev.panallama.chat.output.MarkerSearch.Kind;
import dev.panallama.chat.output.MarkerSearch.Marker;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The markers of a format, for each part of a text.
///
/// @param inText what may come in text
/// @param inReasoning what may come in reasoning
record Markers(MarkerSearch inText, MarkerSearch inReasoning) {
    /// @param calls whether calls are looked for
    /// @param json whether the text is JSON
    static Markers of(OutputFormat format, boolean calls, boolean json) {
        var callMarkers = format.turns() == null && calls ? ofCalls(format.calls()) : List.<Marker>of();
        var inText = new ArrayList<>(callMarkers);
        var inReasoning = new ArrayList<Marker>();
        var reasoning = format.reasoning();
        inText.add(new Marker(reasoning.start(), Kind.REASONING));
        inText.add(new Marker(reasoning.end(), Kind.REASONING_END));
        inReasoning.add(new Marker(reasoning.end(), Kind.REASONING_END));
        reasoning.alsoEndedBy().forEach(it -> inReasoning.add(new Marker(it, Kind.END)));
        if (reasoning.endedByCalls() && !callMarkers.isEmpty()) {
            endOfReasoning(format.calls()).forEach(it -> inReasoning.add(new Marker(it, Kind.END)));
        }
        format.dropped().forEach(it -> inText.add(new Marker(it, Kind.DROPPED)));
        if (json) List.of("```json", "```").forEach(it -> inText.add(new Marker(it, Kind.FENCE)));
        if (format.turns() != null) addTurns(format.turns(), inText, inReasoning);
        return new Markers(new MarkerSearch(inText), new MarkerSearch(inReasoning));
    }

    private static final List<Pattern> TOKENS = List.of(Pattern.compile("<[^<>\\s]+>|\\[/?[A-Z_]+]"),
            Pattern.compile("｜[^｜<>]+｜"));

    /// Returns what may be a token in a marker: itself, and each of its parts in brackets.
    static Stream<String> parts(String marker) {
        var parts = TOKENS.stream().flatMap(it -> it.matcher(marker).results().map(MatchResult::group));
        return Stream.concat(Stream.of(marker), parts);
    }

    /// Returns what begins calls where the model still thinks.
    static List<String> endOfReasoning(CallFormat calls) {
        return ofCalls(calls).stream().map(Marker::text).filter(it -> !it.isEmpty() && !it.equals(calls.shortOpening()))
                .toList();
    }

    private static List<Marker> ofCalls(CallFormat calls) {
        var markers = new ArrayList<Marker>();
        markers.add(new Marker(calls.sectionOpening(), Kind.SECTION));
        var opening = calls.callOpening();
        boolean distinct = opening.length() >= 5 && opening.indexOf('<') >= 0;
        if (!calls.hasSection()) markers.add(new Marker(opening, Kind.CALL));
        else if (distinct) markers.add(new Marker(opening, Kind.SHORT_CALL));
        markers.add(new Marker(calls.shortOpening(), Kind.SHORT_CALL));
        return markers;
    }

    private static void addTurns(Turns turns, List<Marker> inText, List<Marker> inReasoning) {
        inText.add(new Marker(turns.open(), Kind.TURN));
        inReasoning.add(new Marker(turns.open(), Kind.END));
        for (var end : turns.ends()) {
            inText.add(new Marker(end, Kind.DROPPED));
            inReasoning.add(new Marker(end, Kind.REASONING_END));
        }
        for (var start : turns.starts()) if (start.startsWith("<")) inText.add(new Marker(start, Kind.HEADER));
    }
}
