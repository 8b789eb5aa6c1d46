package dev.panallama.chat.output;

import dev.panallama.chat.output.MarkerSearch.Found;
import dev.panallama.chat.output.MarkerSearch.Kind;
import dev.panallama.chat.output.MarkerSearch.Marker;
import org.jspecify.annotations.Nullable;

/// Reads text, until something else begins.
final class TextPart implements Part {
    private final Reading reading;
    private final Pending in;
    private int searched; // behind a marker that means nothing here

    TextPart(Reading reading) {
        this.reading = reading;
        in = reading.in();
    }

    @Override
    public @Nullable Part read() {
        if (in.isCut() && reading.markers().inText().isBeginOfCall(in.part(0, in.length()))) in.skip(in.length());
        if (mayBeUnmarkedCall()) return unmarkedCall();
        var found = reading.markers().inText().find(in, searched);
        var marker = found.marker();
        if (marker == null) {
            text(found.at());
            return null;
        }
        return switch (marker.kind()) {
            case DROPPED -> dropped(found);
            case REASONING -> reasoning(found);
            case REASONING_END -> isFirst(found) || isDropped(marker) ? dropped(found) : meaningless(found);
            case SECTION, CALL, SHORT_CALL -> call(found, marker.kind());
            case TURN, HEADER -> turn(found, marker.kind());
            case FENCE -> fence(found);
            case END -> meaningless(found);
        };
    }

    private boolean mayBeUnmarkedCall() {
        return reading.calls() && !reading.answer().hasText() && reading.format().turns() == null
                && reading.format().calls().isUnmarked() && searched == 0 && beginsObject() != 0;
    }

    /// Returns where an object begins, or 0 if none does, or -1 if it takes more text to tell.
    private int beginsObject() {
        for (int at = 0; at < in.length(); at++) {
            if (in.at(at) == '{') return at + 1;
            if (!Character.isWhitespace(in.at(at))) return 0;
        }
        return in.ended() ? 0 : -1;
    }

    private @Nullable Part unmarkedCall() {
        if (beginsObject() < 0) return null;
        in.hold();
        in.skipBlanks();
        return CallPart.ofKnownTool(reading, this::afterCall);
    }

    private boolean isFirst(Found found) {
        return !reading.answer().hasText() && in.part(0, found.at()).isBlank();
    }

    private boolean isDropped(Marker marker) {
        return reading.format().dropped().contains(marker.text());
    }

    private Part meaningless(Found found) {
        searched = found.end();
        return this;
    }

    private Part dropped(Found found) {
        text(found.at());
        in.skip(found.end() - found.at());
        return this;
    }

    /// A code fence counts before the JSON and behind it.
    private Part fence(Found found) {
        text(found.at());
        var fence = in.take(found.end() - found.at());
        if (reading.answer().isInJson()) reading.answer().text(fence);
        return this;
    }

    private Part reasoning(Found found) {
        if (!isFirst(found) && !reading.format().reasoning().anywhere()) return meaningless(found);
        text(found.at());
        reading.answer().openReasoning(in.take(found.end() - found.at()));
        return new ReasoningPart(reading);
    }

    private Part call(Found found, Kind kind) {
        text(found.at());
        in.hold();
        if (kind != Kind.SHORT_CALL) in.mark();
        return switch (kind) {
            case SECTION -> new SectionPart(reading, found.end() - found.at());
            case SHORT_CALL -> CallPart.ofKnownTool(reading, this::afterCall);
            default -> CallPart.of(reading, this::afterCall);
        };
    }

    private Part afterCall() {
        return reading.text();
    }

    private Part turn(Found found, Kind kind) {
        text(found.at());
        in.hold();
        if (kind == Kind.TURN) in.skip(found.end() - found.at());
        return new HeaderPart(reading);
    }

    private void text(int length) {
        if (length > 0) reading.answer().text(in.take(length));
        searched = 0;
    }
}
