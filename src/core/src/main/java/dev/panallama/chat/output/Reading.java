package dev.panallama.chat.output;

/// What the parts of a reading share.
record Reading(OutputFormat format, ToolSchemas tools, Markers markers, Pending in, Answer answer) {
    /// Returns the part that reads text.
    Part text() {
        return new TextPart(this);
    }

    /// Returns the part that reads text, after what was tried in vain has become text: one character at least.
    Part giveBack() {
        var tried = in.giveBack();
        answer.text(tried.isEmpty() && !in.isEmpty() ? in.take(1) : tried);
        return text();
    }

    /// Returns whether calls are looked for.
    boolean calls() {
        return !tools.isEmpty();
    }
}
