package dev.panallama.jinja;

import java.util.List;
import java.util.Map;

/// `str.format`: texts with fields in braces, kept in the sandbox.
final class BraceFormat {
    private final Rendering rendering;
    private final boolean markup;
    private final List<Object> positional;
    private final Map<String, Object> named;
    private int automatic; // the next field without a number, below 0 once there are numbers

    private BraceFormat(Rendering rendering, boolean markup, List<Object> positional, Map<String, Object> named) {
        this.rendering = rendering;
        this.markup = markup;
        this.positional = positional;
        this.named = named;
    }

    static Text format(Rendering rendering, Text text, Arguments arguments) {
        return new BraceFormat(rendering, text.isMarkup(), arguments.positional(), arguments.named())
                .format(text, 2).asMarkup(text.isMarkup());
    }

    static Text formatMap(Rendering rendering, Text text, Object mapping) {
        if (!(mapping instanceof Dict dict))
            throw rendering.failure("format_map() needs a dict, not %s", Types.name(mapping));
        var named = new java.util.HashMap<String, Object>();
        for (int i = 0; i < dict.size(); i++)
            if (dict.key(i) instanceof Text key) named.put(key.toString(), dict.value(i));
        return format(rendering, text, new Arguments(List.of(), named));
    }

    private Text format(Text text, int levels) {
        if (levels == 0) throw rendering.failure("max string recursion exceeded");
        rendering.text(text.length());
        var out = new TextBuilder();
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == next;
            if (next != '{' && next != '}') {
                out.append(text, i, i + 1);
            } else if (doubled) {
                out.append(text, i, ++i);
            } else if (next == '}') {
                throw rendering.failure("single '}' encountered in format string");
            } else {
                int end = fieldEnd(text, i + 1);
                out.append(field(text.subSequence(i + 1, end), levels));
                i = end;
            }
            rendering.length(out.length());
        }
        return out.text();
    }

    private int fieldEnd(Text text, int start) {
        int open = 1;
        int lastBracket = text.toString().lastIndexOf(']');
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) == '[') {
                if (i < lastBracket) i = text.toString().indexOf(']', i);
            } else if (text.charAt(i) == '{') {
                open++;
            } else if (text.charAt(i) == '}' && --open == 0) {
                return i;
            }
        }
        throw rendering.failure("expected '}' before end of string");
    }

    private Text field(Text field, int levels) {
        rendering.step();
        int end = nameEnd(field);
        Object value = value(field.subSequence(0, end).toString());
        Text spec = Text.EMPTY;
        if (end < field.length() && field.charAt(end) == '!') {
            if (end + 1 == field.length())
                throw rendering.failure("end of string while looking for conversion specifier");
            value = converted(value, field.charAt(end + 1));
            end += 2;
            if (end < field.length() && field.charAt(end) != ':')
                throw rendering.failure("expected ':' after conversion specifier");
        }
        if (end < field.length()) spec = format(field.subSequence(end + 1, field.length()), levels - 1);
        Text formatted = format(rendering, value, spec);
        return markup ? Markup.escape(rendering, formatted) : formatted;
    }

    static Text format(Rendering rendering, Object value, Text spec) {
        if (spec.length() == 0) return Printing.text(rendering, value);
        return FormatSpec.parse(rendering, spec).format(rendering, value);
    }

    private static int nameEnd(Text field) {
        int lastBracket = field.toString().lastIndexOf(']');
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) == '[') {
                if (i < lastBracket) i = field.toString().indexOf(']', i);
            } else if (field.charAt(i) == '!' || field.charAt(i) == ':') {
                return i;
            }
        }
        return field.length();
    }

    private Object converted(Object value, char conversion) {
        return switch (conversion) {
            case 's' -> Printing.text(rendering, value);
            case 'r' -> Printing.repr(rendering, value);
            case 'a' -> PercentFormat.ascii(rendering, value);
            default -> throw rendering.failure("unknown conversion specifier '%s'", conversion);
        };
    }

    private Object value(String name) {
        int end = 0;
        while (end < name.length() && name.charAt(end) != '.' && name.charAt(end) != '[') end++;
        Object value = first(name.substring(0, end), name.isEmpty());
        while (end < name.length()) {
            boolean attribute = name.charAt(end) == '.';
            int next = attribute ? end + 1 : name.indexOf(']', end);
            if (next < 0) throw rendering.failure("missing ']' in format string");
            while (attribute && next < name.length() && name.charAt(next) != '.' && name.charAt(next) != '[') next++;
            String key = name.substring(end + 1, next);
            if (key.isEmpty()) throw rendering.failure("empty attribute in format string");
            value = attribute
                    ? Access.attribute(rendering, value, Text.of(key))
                    : Access.item(rendering, value, isNumber(key) ? number(key) : Text.of(key));
            end = attribute ? next : next + 1;
            if (!attribute && end < name.length() && name.charAt(end) != '.' && name.charAt(end) != '[')
                throw rendering.failure("only '.' or '[' may follow ']' in format field specifier");
        }
        return value;
    }

    private Object first(String name, boolean unnumbered) {
        if (unnumbered) {
            if (automatic < 0) throw rendering.failure("cannot mix numbered fields and fields without a number");
            return positional(automatic++);
        }
        if (isNumber(name)) {
            if (automatic > 0) throw rendering.failure("cannot mix numbered fields and fields without a number");
            automatic = -1;
            return positional(number(name));
        }
        Object value = named.get(name);
        if (value == null) throw rendering.failure("format() misses its argument '%s'", name);
        return value;
    }

    private Object positional(long index) {
        if (index < positional.size()) return positional.get((int) index);
        throw rendering.failure("replacement index %d out of range for positional args", index);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(it -> it >= '0' && it <= '9');
    }

    private static long number(String digits) {
        return digits.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(digits);
    }
}
