package dev.panallama.chat.output;

import dev.panallama.chat.Delta;
import dev.panallama.chat.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was read for certain, and what of it is new. Blanks around reasoning, and those that only calls
/// follow, are dropped.
final class Answer {
    private final boolean separatesReasoning;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<Call> calls = new ArrayList<>();
    private final List<Delta> fresh = new ArrayList<>();
    private final StringBuilder blanks = new StringBuilder(); // at the end, until it is clear whether they count
    private int followed; // of the text, by that
    private String opening = ""; // of reasoning that is text, until there is some
    private final JsonSpan json = new JsonSpan(); // of the text, if it is JSON
    private boolean thinking;
    private boolean thought; // something in this block of reasoning
    private boolean afterReasoning;

    private record Call(String id, String name, StringBuilder arguments) {}

    Answer(boolean separatesReasoning) {
        this.separatesReasoning = separatesReasoning;
    }

    /// Returns whether there is text already, other than blanks.
    boolean hasText() {
        return !text.isEmpty();
    }

    boolean hasCalls() {
        return !calls.isEmpty();
    }

    /// Returns whether the text is JSON that has begun and is not whole yet.
    boolean isInJson() {
        while (followed < text.length() && json.accept(text.charAt(followed))) followed++;
        return json.isInside();
    }

    void text(String more) {
        int end = endOfWords(more);
        if (end == 0) {
            if (!afterReasoning || hasText()) blanks.append(more);
            return;
        }
        int start = afterReasoning && !hasText() ? startOfWords(more) : 0;
        addText(blanks + more.substring(start, end));
        blanks.setLength(0);
        blanks.append(more, end, more.length());
    }

    /// Begins a block of reasoning.
    ///
    /// @param marker what says so
    void openReasoning(String marker) {
        if (!separatesReasoning && hasText()) addText(blanks.toString());
        blanks.setLength(0);
        thinking = true;
        thought = false;
        opening = separatesReasoning ? "" : marker;
    }

    void reasoning(String more) {
        int start = thought ? 0 : startOfWords(more);
        int end = endOfWords(more);
        if (end == 0) {
            if (thought || !separatesReasoning) blanks.append(more);
            return;
        }
        var lead = separatesReasoning || thought ? blanks.toString() : opening + blanks + more.substring(0, start);
        addReasoning(lead + more.substring(start, end));
        thought = true;
        blanks.setLength(0);
        blanks.append(more, end, more.length());
    }

    /// Ends a block of reasoning.
    ///
    /// @param marker what says so, or `""`
    void closeReasoning(String marker) {
        boolean shown = !separatesReasoning && thought;
        if (shown) addText(blanks + marker);
        blanks.setLength(0);
        thinking = false;
        afterReasoning = !shown;
    }

    /// Begins a call.
    void call(String id, String name) {
        calls.add(new Call(id, name, new StringBuilder()));
        add(new Delta.ToolCall(calls.size() - 1, id, name, ""));
    }

    /// Adds to the arguments of the last call.
    void arguments(String more) {
        if (more.isEmpty()) return;
        var call = calls.getLast();
        call.arguments().append(more);
        add(new Delta.ToolCall(calls.size() - 1, call.id(), call.name(), more));
    }

    /// Adds the blanks at the very end, if they belong to the text.
    void end() {
        if (thinking || hasCalls()) return;
        if (!blanks.isEmpty()) addText(blanks.toString());
        blanks.setLength(0);
    }

    /// Returns what is new since the last time.
    List<Delta> fresh() {
        var deltas = List.copyOf(fresh);
        fresh.clear();
        return deltas;
    }

    Output output() {
        return new Output(text.toString(), reasoning.toString(),
                calls.stream().map(it -> new ToolCall(it.id(), it.name(), it.arguments().toString())).toList());
    }

    private void addText(String more) {
        if (more.isEmpty()) return;
        text.append(more);
        add(new Delta.Text(more));
    }

    private void addReasoning(String more) {
        if (!separatesReasoning) {
            addText(more);
            return;
        }
        reasoning.append(more);
        add(new Delta.Reasoning(more));
    }

    private void add(Delta next) {
        var joined = fresh.isEmpty() ? null : joined(fresh.getLast(), next);
        if (joined == null) fresh.add(next);
        else fresh.set(fresh.size() - 1, joined);
    }

    private static @Nullable Delta joined(Delta last, Delta next) {
        if (last instanceof Delta.Text(var a) && next instanceof Delta.Text(var b)) return new Delta.Text(a + b);
        if (last instanceof Delta.Reasoning(var a) && next instanceof Delta.Reasoning(var b)) {
            return new Delta.Reasoning(a + b);
        }
        if (last instanceof Delta.ToolCall a && next instanceof Delta.ToolCall b && a.index() == b.index()) {
            return new Delta.ToolCall(a.index(), a.id(), a.name(), a.arguments() + b.arguments());
        }
        return null;
    }

    private static int startOfWords(String text) {
        int start = 0;
        while (start < text.length() && Character.isWhitespace(text.charAt(start))) start++;
        return start;
    }

    private static int endOfWords(String text) {
        int end = text.length();
        while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) end--;
        return end;
    }
}
