package dev.panallama.chat.output;

import java.util.ArrayList;
import java.util.List;

/// How a model writes several messages in a row, each with a header that says for whom it is. Immutable.
///
/// @param open begins a message
/// @param body ends the header
/// @param ends end a message
/// @param starts what a header may begin with; none if it is the recipient alone
/// @param call in a header, stands before the name of a tool
/// @param other in a header, stands before any recipient; empty if there is no other
/// @param reasoning in a header, says that the model thinks
/// @param text recipients that are the person
/// @param callHeader the header of a call, for the grammar
/// @param behindName what may come behind the name in the header of a call, one of each list
/// @param reasoningHeader the header of thoughts; empty if there are none
/// @param textHeader the header of a message to the person
record Turns(String open, String body, List<String> ends, List<String> starts, String call, String other,
        String reasoning, List<String> text, Shape callHeader, List<List<String>> behindName, String reasoningHeader,
        String textHeader) {
    Turns {
        ends = List.copyOf(ends);
        starts = List.copyOf(starts);
        text = List.copyOf(text);
        behindName = List.copyOf(behindName);
    }

    /// Returns what goes on from thoughts to a message to the person, or `""` if there are no thoughts.
    String endOfReasoning() {
        return reasoningHeader.isEmpty() ? "" : ends.getFirst() + open + textHeader;
    }

    /// Returns the texts that have a meaning.
    List<String> markers() {
        var markers = new ArrayList<>(List.of(open, body));
        markers.addAll(ends);
        markers.addAll(starts);
        return markers;
    }
}
