package dev.panallama.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Values as text: Python's `str` and `repr`.
final class Printing {
    static final int MAX_DIGITS = 4300; // Python prints and reads no longer integers

    private final Rendering rendering;
    private final TextBuilder out = new TextBuilder();

    private Printing(Rendering rendering) {
        this.rendering = rendering;
    }

    /// Returns what a print shows.
    static Text text(Rendering rendering, Object value) {
        return switch (value) {
            case Text text -> text;
            case Undefined _ -> Text.EMPTY;
            case Long number when number >= 0 && number < 10 -> Text.of(number.toString());
            default -> repr(rendering, value);
        };
    }

    /// Returns what Python's `repr` gives: texts in quotes.
    static Text repr(Rendering rendering, Object value) {
        var printing = new Printing(rendering);
        printing.value(value);
        return printing.out.text();
    }

    private void value(Object value) {
        rendering.step();
        rendering.length(out.length());
        switch (value) {
            case Text text -> quoted(text);
            case ListValue list -> container("[", list.elements(), "]");
            case TupleValue tuple -> container("(", tuple.elements(), tuple.size() == 1 ? ",)" : ")");
            case Dict dict -> dict(dict);
            case DictView view -> view(view);
            case Namespace namespace -> namespace(namespace);
            default -> out.append(simple(rendering, value));
        }
    }

    private static String simple(Rendering rendering, Object value) {
        return switch (value) {
            case None _ -> "None";
            case Undefined _ -> "Undefined";
            case Boolean it -> it ? "True" : "False";
            case Long number -> number.toString();
            case BigInteger number -> digits(rendering, number);
            case Double number -> Floats.repr(number);
            case Range range -> range.step() == 1
                    ? "range(%d, %d)".formatted(range.start(), range.stop())
                    : "range(%d, %d, %d)".formatted(range.start(), range.stop(), range.step());
            case Macro macro -> "<Macro %s>".formatted(macro.description());
            case Generator _ -> "<generator object>";
            default -> "<function>";
        };
    }

    static String digits(Rendering rendering, BigInteger number) {
        if (number.bitLength() > 4 * MAX_DIGITS || number.abs().toString().length() > MAX_DIGITS)
            throw rendering.failure("an integer of more than %,d digits cannot be printed", MAX_DIGITS);
        return number.toString();
    }

    private void container(String open, List<Object> elements, String close) {
        rendering.enter(2);
        out.append(open);
        for (int i = 0; i < elements.size(); i++) {
            if (i > 0) out.append(", ");
            value(elements.get(i));
        }
        out.append(close);
        rendering.leave(2);
    }

    private void dict(Dict dict) {
        rendering.enter(2);
        out.append("{");
        for (int i = 0; i < dict.size(); i++) {
            if (i > 0) out.append(", ");
            value(dict.key(i));
            out.append(": ");
            value(dict.value(i));
        }
        out.append("}");
        rendering.leave(2);
    }

    private void view(DictView view) {
        out.append(Types.name(view) + "(");
        var elements = new ArrayList<Object>();
        for (int i = 0; i < view.size(); i++) elements.add(view.get(i));
        container("[", elements, "]");
        out.append(")");
    }

    private void namespace(Namespace namespace) {
        out.append("<Namespace ");
        dict(namespace.attributes());
        out.append(">");
    }

    private void quoted(Text text) {
        String string = text.toString();
        rendering.text(string.length());
        char quote = string.indexOf('\'') >= 0 && string.indexOf('"') < 0 ? '"' : '\'';
        out.append(Character.toString(quote));
        out.append(Texts.replaceCharacters(rendering, text, character -> escape(character, quote)));
        out.append(Character.toString(quote));
    }

    private static @org.jspecify.annotations.Nullable String escape(int character, char quote) {
        if (character == quote || character == '\\') return "\\" + (char) character;
        return switch (character) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> Unicode.isPrintable(character)
                    ? null
                    : (character < 0x100 ? "\\x%02x" : character < 0x10000 ? "\\u%04x" : "\\U%08x")
                            .formatted(character);
        };
    }
}
