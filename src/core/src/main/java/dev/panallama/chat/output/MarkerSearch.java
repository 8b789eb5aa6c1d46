package dev.panallama.chat.output;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks for the first of several markers.
final class MarkerSearch {
    private final List<Marker> markers;
    private final String initials;

    /// A text that means something.
    record Marker(String text, Kind kind) {}

    /// What a marker means.
    enum Kind {
        DROPPED, REASONING, REASONING_END, SECTION, CALL, SHORT_CALL, TURN, HEADER, FENCE, END
    }

    /// A marker that was found.
    ///
    /// @param at where
    /// @param end where it ends; if there is no marker, up to where there can be none
    /// @param marker null if none was found
    record Found(int at, int end, @Nullable Marker marker) {}

    MarkerSearch(List<Marker> markers) {
        this.markers = markers.stream().filter(it -> !it.text().isEmpty()).distinct().toList();
        initials = this.markers.stream().map(it -> it.text().substring(0, 1)).distinct().collect(Collectors.joining());
    }

    /// Looks for a marker from a place on.
    Found find(Pending in, int start) {
        for (int at = start; at < in.length(); at++) {
            if (initials.indexOf(in.at(at)) < 0) continue;
            var found = at(in, at);
            if (found != null) return found;
        }
        return new Found(in.length(), in.length(), null);
    }

    /// Returns the longest marker here; one without a marker if it takes more text to tell; null if there is none.
    private @Nullable Found at(Pending in, int at) {
        boolean maybe = false;
        Found longest = null;
        for (var marker : markers) {
            int end = in.match(at, marker.text());
            maybe |= end == Pending.MAYBE;
            if (end >= 0 && (longest == null || end > longest.end())) longest = new Found(at, end, marker);
        }
        return maybe ? new Found(at, at, null) : longest;
    }
}
