package dev.panallama.chat.output;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a call that is a JSON object: `{"name": "weather", "arguments": {"city": "Rome"}}`, also within `"function"`.
/// The arguments are passed on as they come, once the name is known, and the id where it comes first.
final class CallObjectPart implements Part {
    private static final Set<String> NAMES = Set.of("name", "tool_name", "tool", "function");
    private static final Set<String> ARGUMENTS = Set.of("arguments", "parameters", "args");
    private static final Set<String> IDS = Set.of("id", "tool_call_id", "call_id");

    private static final String VALUES = "\"{[-0123456789tfn"; // what a value begins with

    private final Reading reading;
    private final Pending in;
    private final boolean known;
    private final Part closing;
    private Step step = Step.OBJECT;
    private int depth;
    private String key = "";
    private String name = "";
    private String id = "";
    private final StringBuilder arguments = new StringBuilder(); // that wait for the call to begin
    private JsonSpan span = new JsonSpan();
    private int scanned;
    private boolean begun;
    private boolean passedOn; // the arguments, or some of them

    private enum Step {
        OBJECT, KEY, COLON, VALUE, REST
    }

    /// @param known whether only a known tool counts
    CallObjectPart(Reading reading, boolean known, Part closing) {
        this.reading = reading;
        this.known = known;
        this.closing = closing;
        in = reading.in();
    }

    @Override
    public @Nullable Part read() {
        while (true) {
            if (step != Step.REST) in.skipBlanks();
            if (in.isEmpty()) return in.ended() ? misfit() : null;
            switch (step) {
                case OBJECT -> {
                    if (in.at(0) != '{') return misfit();
                    enter();
                }
                case KEY -> {
                    if (in.at(0) == '}') return leave();
                    if (in.at(0) == ',') in.skip(1);
                    else if (in.at(0) != '"') return misfit();
                    else if (!readKey()) return unfinished();
                    else if (!isExpected()) return misfit();
                }
                case COLON -> {
                    if (in.at(0) != ':') return misfit();
                    in.skip(1);
                    step = Step.VALUE;
                }
                case VALUE -> {
                    if (VALUES.indexOf(in.at(0)) < 0) return misfit();
                    if (!readValue()) return unfinished();
                    if (known && !name.isEmpty() && !reading.tools().has(name)) return misfit();
                }
                case REST -> {
                    readArguments();
                    if (!span.done()) return null;
                    step = Step.KEY;
                }
            }
        }
    }

    private void enter() {
        in.skip(1);
        depth++;
        step = Step.KEY;
    }

    private @Nullable Part leave() {
        in.skip(1);
        if (--depth > 0) return this;
        if (name.isEmpty()) return misfit();
        begin();
        var waiting = arguments.toString();
        reading.answer().arguments(waiting);
        if (waiting.isEmpty() && !passedOn) reading.answer().arguments("{}");
        return closing;
    }

    /// Returns null to wait for more text, unless there is none.
    private @Nullable Part unfinished() {
        return in.ended() ? misfit() : null;
    }

    private boolean readKey() {
        int end = spanLength();
        if (end < 0) return false;
        key = Values.unquoted(in.take(end));
        step = Step.COLON;
        return true;
    }

    /// In a call without any mark, every key has to be one of a call.
    private boolean isExpected() {
        return !known || NAMES.contains(key) || ARGUMENTS.contains(key) || IDS.contains(key) || key.equals("type");
    }

    private boolean readValue() {
        boolean object = in.at(0) == '{';
        if (object && key.equals("function")) {
            enter();
            return true;
        }
        if (object && ARGUMENTS.contains(key) && mayBegin()) {
            begin();
            passedOn = true;
            step = Step.REST;
            return true;
        }
        int end = spanLength();
        if (end < 0) return false;
        var value = in.take(end);
        step = Step.KEY;
        field(value);
        return true;
    }

    private boolean mayBegin() {
        return !name.isEmpty() && (!id.isEmpty() || !reading.format().calls().idComesLast());
    }

    private void field(String value) {
        if (NAMES.contains(key) && value.startsWith("\"")) name = Values.unquoted(value);
        else if (IDS.contains(key)) id = Values.unquoted(value);
        else if (ARGUMENTS.contains(key)) arguments.append(argumentsIn(value));
        if (!begun && mayBegin()) begin();
    }

    /// Some write the object as a string, or null for none.
    private static String argumentsIn(String value) {
        if (value.startsWith("\"")) return Values.unquoted(value);
        return value.equals("null") ? "{}" : value;
    }

    private void begin() {
        if (begun) return;
        if (known && !reading.tools().has(name)) return;
        begun = true;
        in.release();
        reading.answer().call(id, name);
    }

    private void readArguments() {
        int length = 0;
        while (length < in.length() && span.accept(in.at(length))) length++;
        reading.answer().arguments(in.take(length));
    }

    /// Returns how long the value here is, or -1 if it has not come to its end yet.
    private int spanLength() {
        if (scanned == 0) span = new JsonSpan();
        while (scanned < in.length() && span.accept(in.at(scanned))) scanned++;
        if (!span.done() && scanned >= in.length()) return -1;
        int length = scanned;
        scanned = 0;
        span = new JsonSpan();
        return length;
    }

    private Part misfit() {
        if (!begun) return reading.giveBack();
        reading.answer().arguments(arguments.toString());
        if (in.ended()) in.skip(in.length());
        return reading.text();
    }
}
