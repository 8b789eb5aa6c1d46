package dev.panallama.jinja;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The filter `tojson`: Python's `json.dumps` as chat templates have it, without HTML escapes.
final class Json {
    private final Rendering rendering;
    private final Style style;
    private final TextBuilder out = new TextBuilder();
    private int around; // containers being written

    /// @param indent of one level, null for all in one line
    record Style(boolean ascii, @Nullable Text indent, Text comma, Text colon, boolean sorted) {}

    private Json(Rendering rendering, Style style) {
        this.rendering = rendering;
        this.style = style;
    }

    static Text write(Rendering rendering, Object value, Style style) {
        var json = new Json(rendering, style);
        json.value(value);
        return json.out.text();
    }

    private void value(Object value) {
        rendering.step();
        rendering.length(out.length());
        switch (value) {
            case Text text -> quoted(text);
            case Dict dict -> dict(dict);
            case ListValue list -> list(list.elements());
            case TupleValue tuple -> list(tuple.elements());
            default -> out.append(simple(value, "Object of type %s is not JSON serializable"));
        }
    }

    private String simple(Object value, String refusal) {
        return switch (value) {
            case None _ -> "null";
            case Boolean it -> it.toString();
            case Long number -> number.toString();
            case BigInteger number -> Printing.digits(rendering, number);
            case Double number -> Double.isNaN(number)
                    ? "NaN"
                    : !Double.isInfinite(number)
                            ? Floats.repr(number)
                            : number > 0 ? "Infinity" : "-Infinity";
            default -> throw rendering.failure(refusal, Types.name(value));
        };
    }

    private void list(List<Object> elements) {
        if (elements.isEmpty()) {
            out.append("[]");
            return;
        }
        enter();
        out.append("[");
        for (int i = 0; i < elements.size(); i++) {
            separate(i);
            value(elements.get(i));
        }
        leave();
        out.append("]");
    }

    private void dict(Dict dict) {
        if (dict.size() == 0) {
            out.append("{}");
            return;
        }
        enter();
        out.append("{");
        List<Object> entries = Sequences.elements(rendering, new DictView(dict, DictView.Part.ITEMS));
        if (style.sorted) entries = SequenceFilters.sorted(rendering, entries, entry -> entry, false);
        for (int i = 0; i < entries.size(); i++) {
            separate(i);
            TupleValue entry = (TupleValue) entries.get(i);
            key(entry.get(0));
            out.append(style.colon);
            value(entry.get(1));
        }
        leave();
        out.append("}");
    }

    private void key(Object key) {
        if (key instanceof Text text) quoted(text);
        else quoted(Text.of(simple(key, "keys must be str, int, float, bool or None, not %s")));
    }

    private void enter() {
        around++;
        rendering.enter(2);
    }

    private void leave() {
        around--;
        rendering.leave(2);
        line();
    }

    private void separate(int index) {
        if (index > 0) out.append(style.comma);
        line();
    }

    private void line() {
        if (style.indent == null) return;
        out.append("\n");
        rendering.text((long) style.indent.length() * around);
        for (int i = 0; i < around; i++) out.append(style.indent);
    }

    private void quoted(Text text) {
        out.append("\"").append(Texts.replaceCharacters(rendering, text, this::escape)).append("\"");
    }

    private @Nullable String escape(int character) {
        return switch (character) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\f' -> "\\f";
            case '\b' -> "\\b";
            default -> character < 0x20 || (style.ascii && character > 0x7e) ? units(character) : null;
        };
    }

    private static String units(int character) {
        var escaped = new StringBuilder();
        for (char unit : Character.toChars(character)) escaped.append("\\u%04x".formatted((int) unit));
        return escaped.toString();
    }
}
