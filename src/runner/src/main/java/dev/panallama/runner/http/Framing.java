package dev.panallama.runner.http;

/// How the messages of a stream are told apart.
public enum Framing {
    /// Server-sent events (HTML standard, section 9.2): `data:`, the message and an empty line.
    EVENTS("text/event-stream", "data: ", "\n\n", ":\n\n"),
    /// One JSON object a line.
    LINES("application/x-ndjson", "", "\n", "");

    private final String contentType;
    private final String before;
    private final String after;
    private final String pulse;

    Framing(String contentType, String before, String after, String pulse) {
        this.contentType = contentType;
        this.before = before;
        this.after = after;
        this.pulse = pulse;
    }

    String contentType() {
        return contentType;
    }

    /// Returns what shows that the connection lives, and says nothing; empty if the framing has no such thing.
    String pulse() {
        return pulse;
    }

    /// Returns a message as it travels.
    public String frame(String message) {
        return before + message + after;
    }
}
