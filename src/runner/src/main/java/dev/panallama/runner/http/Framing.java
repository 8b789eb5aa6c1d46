package dev.panallama.runner.http;

/// How the messages of a stream are told apart. Immutable.
///
/// @param before stands before each message
/// @param after stands behind each message
/// @param pulse shows that the connection lives, and says nothing; empty if the framing has no such thing
public record Framing(String contentType, String before, String after, String pulse) {
    /// Server-sent events (HTML standard, section 9.2): `data:`, the message and an empty line.
    public static final Framing EVENTS = new Framing("text/event-stream", "data: ", "\n\n", ":\n\n");

    /// One JSON object a line.
    public static final Framing LINES = new Framing("application/x-ndjson", "", "\n", "");

    /// Returns this framing with a message of its own while there is nothing to say.
    public Framing withPulse(String framed) {
        return new Framing(contentType, before, after, framed);
    }

    /// Returns a message as it travels.
    public String frame(String message) {
        return before + message + after;
    }

    /// Returns a server-sent event that has a name, as it travels.
    public String frame(String event, String message) {
        return "event: " + event + "\n" + frame(message);
    }
}
