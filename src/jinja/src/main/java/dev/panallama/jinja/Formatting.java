package dev.panallama.jinja;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Texts with fields to fill: `text % values` and `text.format(values)`, as far as templates use Python's.
final class Formatting {
    private static final Pattern PERCENT = Pattern
            .compile("%(?:%|(?:\\(([^()]*)\\))?([-+0]*)(\\d{0,9})(?:\\.(\\d{1,9}))?([sdirfxX]))");
    private static final Pattern BRACES = Pattern.compile("\\{\\{|}}|\\{(\\w*)(?:!([sr]))?(?::([^{}]*))?}");

    private final Rendering rendering;
    private final Text format;
    private final List<Object> positional;
    private final Dict named;
    private int used;

    private Formatting(Rendering rendering, Text format, List<Object> positional, Dict named) {
        this.rendering = rendering;
        this.format = format;
        this.positional = positional;
        this.named = named;
    }

    static Text percent(Rendering rendering, Text format, Object values) {
        List<Object> positional = values instanceof TupleValue tuple ? tuple.elements() : List.of(values);
        var formatting = new Formatting(rendering, format, positional, values instanceof Dict it ? it : new Dict());
        Text filled = formatting.fill("%", PERCENT, formatting::percentField);
        boolean container = values instanceof Dict || values instanceof ListValue;
        if (formatting.used < positional.size() && !container)
            throw rendering.failure("not all arguments converted during string formatting");
        return filled;
    }

    static Text braces(Rendering rendering, Text format, Arguments arguments) {
        var formatting = new Formatting(rendering, format, arguments.positional(), arguments.keywords(rendering));
        return formatting.fill("{}", BRACES, formatting::bracesField);
    }

    private Text fill(String marks, Pattern field, Function<Matcher, Text> value) {
        rendering.text(format.length());
        Matcher matcher = field.matcher(format.toString());
        var out = new TextBuilder();
        int done = 0;
        for (int i = 0; i < format.length(); i++) {
            if (marks.indexOf(format.charAt(i)) < 0) continue;
            if (!matcher.region(i, format.length()).lookingAt())
                throw rendering.failure("the format's '%s' begins no field that is known here", format.charAt(i));
            rendering.step();
            out.append(format, done, i).append(value.apply(matcher));
            done = matcher.end();
            i = done - 1;
            rendering.length(out.length());
        }
        return out.append(format, done, format.length()).text();
    }

    private Text percentField(Matcher field) {
        String type = field.group(5);
        if (type == null) return Text.of("%");
        Object value = field.group(1) == null ? next() : byName(field.group(1));
        String flags = field.group(2);
        char align = flags.contains("-") ? '<' : flags.contains("0") ? '0' : '>';
        if (type.equals("s") || type.equals("r")) {
            value = converted(value, type);
            align = align == '0' ? '>' : align;
        } else if (value instanceof Double number && (type.equals("d") || type.equals("i"))) {
            value = Arithmetic.integer(rendering, number);
        }
        return new FormatSpec(" ", align, flags.contains("+") ? "+" : "", FormatSpec.number(field.group(3), 0), false,
                FormatSpec.number(field.group(4), -1), type.equals("r") ? "s" : type.equals("i") ? "d" : type)
                .format(rendering, value);
    }

    private Text bracesField(Matcher field) {
        String name = field.group(1);
        if (name == null) return format.subSequence(field.start(), field.start() + 1);
        Object value = name.isEmpty() ? next() : Character.isDigit(name.charAt(0)) ? at(name) : byName(name);
        if (field.group(2) != null) value = converted(value, field.group(2));
        String spec = field.group(3);
        return spec == null || spec.isEmpty()
                ? Printing.text(rendering, value)
                : FormatSpec.parse(rendering, spec).format(rendering, value);
    }

    private Text converted(Object value, String conversion) {
        return conversion.equals("r") ? Printing.repr(rendering, value) : Printing.text(rendering, value);
    }

    private Object next() {
        if (used >= positional.size()) throw rendering.failure("not enough arguments for format string");
        return positional.get(used++);
    }

    private Object at(String index) {
        int place = FormatSpec.number(index.length() > 9 ? "999999999" : index, 0);
        if (place >= positional.size()) throw rendering.failure("the format has no argument %s", index);
        return positional.get(place);
    }

    private Object byName(String name) {
        used = positional.size();
        Object value = named.get(rendering, Text.of(name));
        if (value == null) throw rendering.failure("the format misses its argument '%s'", name);
        return value;
    }
}
