package dev.panallama.chat.output;

/// What the parts of a reading share.
record Reading(OutputFormat format, ToolSchemas tools, Markers markers, Pending in, Answer answer) {
    /// Returns the part that reads text.
    Part text() {
        return new TextPart(this);
    }

    /// Returns the part that reads text, after what was tried in vain has become text: one character at least, and
    /// all if no more text comes.
    ///
    /// What a limit has cut behind the mark of a call is nothing: no text, and of a call not enough.
    Part giveBack() {
        if (in.isCutCall()) {
            in.skip(in.length());
            in.release();
            return text();
        }
        var tried = in.giveBack();
        answer.text(tried);
        int rest = in.ended() ? in.length() : tried.isEmpty() ? Math.min(1, in.length()) : 0;
        answer.text(in.take(rest));
        return text();
    }

    /// Returns whether calls are looked for.
    boolean calls() {
        return !tools.isEmpty();
    }
}
