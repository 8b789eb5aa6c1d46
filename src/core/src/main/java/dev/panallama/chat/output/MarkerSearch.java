package dev.panallama.chat.output;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks for the first of several markers.
final class MarkerSearch {
    private static final Pattern TAG = Pattern.compile("<[^<>\\s]+>|\\[[A-Z_]+]");

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

    /// Whether a text is the beginning of a call's mark, with the whole tag that this begins with.
    boolean isBeginOfCall(String text) {
        return markers.stream()
                .filter(it -> it.kind() == Kind.CALL || it.kind() == Kind.SECTION)
                .anyMatch(it -> {
                    Matcher tag = TAG.matcher(it.text());
                    return tag.lookingAt() && text.startsWith(tag.group()) && bare(it.text()).startsWith(bare(text));
                });
    }

    private static String bare(String text) {
        return text.replaceAll("\\s+", "");
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
