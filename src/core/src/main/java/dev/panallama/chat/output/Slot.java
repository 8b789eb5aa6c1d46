package dev.panallama.chat.output;

/// What stands at a place of a [Shape].
enum Slot {
    /// All calls of a message.
    CALLS("calls"),
    /// The name of a tool.
    NAME("name"),
    /// The id of a call.
    ID("id"),
    /// An id with the name in it, such as `functions.weather:0`.
    PATH("path"),
    /// The number of a call, from 1.
    INDEX("index"),
    /// A JSON object with name and arguments.
    CALL("call"),
    /// The arguments as a JSON object.
    JSON("json"),
    /// The arguments, each in a shape of its own.
    ARGUMENTS("arguments"),
    /// The arguments as Python's keywords, `a=1, b="two"`.
    KEYWORDS("keywords"),
    /// The arguments as an object of Gemma's own literals.
    LITERALS("literals"),
    /// The name of an argument.
    KEY("key"),
    /// The value of an argument.
    VALUE("value"),
    /// The value of an argument, maybe within `<![CDATA[` and `]]>`.
    DATA("data"),
    /// The value of an argument, whose parts are written like arguments again.
    ELEMENTS("elements"),
    /// The JSON type of a value.
    TYPE("type"),
    /// Whether a value is a text: true or false.
    IS_TEXT("is-text");

    private final String word;

    Slot(String word) {
        this.word = word;
    }

    /// Returns how a shape writes it, such as `{name}`.
    String mark() {
        return "{" + word + "}";
    }

    /// Returns whether it is the value of an argument.
    boolean isValue() {
        return this == VALUE || this == DATA || this == ELEMENTS;
    }

    /// Returns whether it is the body of a call.
    boolean isBody() {
        return switch (this) {
            case CALL, JSON, ARGUMENTS, KEYWORDS, LITERALS -> true;
            default -> false;
        };
    }
}
