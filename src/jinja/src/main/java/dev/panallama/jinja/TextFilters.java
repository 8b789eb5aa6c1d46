package dev.panallama.jinja;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Filters for texts; other values are printed first where jinja2 does that.
final class TextFilters {
    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final String WORD_BEGINS_AFTER = "-({[<";
    private static final Text NEWLINE = Text.of("\n");

    private TextFilters() {}

    static void addTo(Map<String, Filters.Filter> filters) {
        Filters.add(filters, "upper", "", (rendering, value, _) -> Texts.changeCase(rendering,
                Printing.text(rendering, value), it -> it.toUpperCase(Locale.ROOT)));
        Filters.add(filters, "lower", "",
                (rendering, value, _) -> StringMethods.lower(rendering, Printing.text(rendering, value)));
        Filters.add(filters, "capitalize", "",
                (rendering, value, _) -> StringMethods.capitalize(rendering, Printing.text(rendering, value)));
        Filters.add(filters, "title", "", (rendering, value, _) -> Texts.changeCase(rendering,
                Printing.text(rendering, value), TextFilters::titled));
        Filters.add(filters, "trim", "chars=",
                (rendering, value, given) -> StringMethods.strip(Printing.text(rendering, value), given, true, true));
        Filters.add(filters, "center", "width=", (rendering, value, given) -> Padding.pad(rendering,
                Printing.text(rendering, value), given.integer(0, 80), Text.of(" "), 'c'));
        Filters.add(filters, "replace", "old new count=", TextFilters::replace);
        Filters.add(filters, "indent", "width= first= blank=", TextFilters::indent);
        Filters.add(filters, "truncate", "length= killwords= end= leeway=", TextFilters::truncate);
        Filters.add(filters, "wordcount", "", (rendering, value, _) -> words(rendering, value));
        Filters.add(filters, "urlencode", "", TextFilters::urlEncode);
        filters.put("format", TextFilters::format);
    }

    private static String titled(String text) {
        var titled = new StringBuilder();
        boolean begins = true;
        for (int codePoint : text.codePoints().toArray()) {
            String character = Character.toString(codePoint);
            titled.append(begins ? character.toUpperCase(Locale.ROOT) : character.toLowerCase(Locale.ROOT));
            begins = WORD_BEGINS_AFTER.indexOf(codePoint) >= 0 || Unicode.isSpace(codePoint);
        }
        return titled.toString();
    }

    private static Object replace(Rendering rendering, Object value, Signature.Values given) {
        Text text = Printing.text(rendering, value).asMarkup(false);
        Text old = Printing.text(rendering, given.get(0));
        Text replacement = Printing.text(rendering, given.get(1));
        return Texts.replace(rendering, text, old, replacement, given.hasSome(2) ? given.integer(2, -1) : -1);
    }

    private static Object format(Rendering rendering, Object value, Arguments arguments) {
        if (!arguments.positional().isEmpty() && !arguments.named().isEmpty())
            throw rendering.failure("can't handle positional and keyword arguments at the same time");
        var named = new Dict();
        arguments.named().forEach((name, argument) -> named.put(rendering, Text.of(name), argument));
        return PercentFormat.format(rendering, Printing.text(rendering, value),
                arguments.named().isEmpty() ? new TupleValue(arguments.positional()) : named);
    }

    private static Object indent(Rendering rendering, Object value, Signature.Values given) {
        if (!(value instanceof Text text)) {
            if (value instanceof Undefined it) throw rendering.failure(it.message());
            throw rendering.failure("indent() needs a str, not %s", Types.name(value));
        }
        Text indention = given.get(0) instanceof Text own
                ? own
                : Joining.repeat(rendering, Text.of(" "), Math.max(0, given.integer(0, 4)));
        List<Object> lines = Texts.lines(rendering, Joining.sum(rendering, text, NEWLINE.asMarkup(text.isMarkup())),
                false);
        var indented = new TextBuilder();
        for (int i = 0; i < lines.size(); i++) {
            Text line = (Text) lines.get(i);
            if (i > 0) indented.append(NEWLINE);
            if (i == 0 ? given.truth(1) : given.truth(2) || line.length() > 0) indented.append(indention);
            rendering.text(indention.length() + line.length());
            rendering.length(indented.append(line).length());
        }
        return indented.text(text.isMarkup());
    }

    private static Object truncate(Rendering rendering, Object value, Signature.Values given) {
        int length = given.integer(0, 255);
        Text end = given.text(2, Text.of("..."));
        int leeway = given.hasSome(3) ? given.integer(3, 0) : 5;
        if (length < end.size()) throw rendering.failure("expected length >= %d, got %d", end.size(), length);
        if (leeway < 0) throw rendering.failure("expected leeway >= 0, got %d", leeway);
        if (Sequences.size(rendering, value) <= (long) length + leeway) return value;
        if (!(value instanceof Text text))
            throw rendering.failure("truncate() needs a str, not %s", Types.name(value));
        Text cut = text.subSequence(0, Texts.offset(text, length - end.size()));
        if (!given.truth(1))
            cut = (Text) Texts.splitFromRight(rendering, cut, Text.of(" "), 1).getFirst();
        return Joining.sum(rendering, cut, end);
    }

    private static Object words(Rendering rendering, Object value) {
        Text text = Printing.text(rendering, value);
        rendering.text(text.length());
        return WORD.matcher(text.toString()).results().count();
    }

    private static Object urlEncode(Rendering rendering, Object value, Signature.Values given) {
        if (value instanceof Text || !Sequences.isIterable(value)) return quoted(rendering, value, "/");
        Object pairs = value instanceof Dict dict ? new DictView(dict, DictView.Part.ITEMS) : value;
        var parts = new java.util.ArrayList<Text>();
        Sequences.iterator(rendering, pairs).forEachRemaining(pair -> {
            List<Object> both = Sequences.elements(rendering, pair);
            if (both.size() != 2) throw rendering.failure("urlencode() needs pairs");
            parts.add(new TextBuilder().append(quoted(rendering, both.get(0), "")).append("=")
                    .append(quoted(rendering, both.get(1), "")).text());
        });
        return Texts.join(rendering, Text.of("&"), parts);
    }

    /// @param plain what is left as it is in paths; in queries, where that is nothing, a blank becomes a plus
    private static Text quoted(Rendering rendering, Object value, String plain) {
        return Texts.replaceCharacters(rendering, Printing.text(rendering, value), character -> {
            if (character == ' ' && plain.isEmpty()) return "+";
            boolean kept = character < 0x80 && (Character.isLetterOrDigit(character)
                    || ("_.-~" + plain).indexOf(character) >= 0);
            if (kept) return null;
            var escaped = new StringBuilder();
            for (byte octet : Character.toString(character).getBytes(StandardCharsets.UTF_8))
                escaped.append("%%%02X".formatted(octet & 0xff));
            return escaped.toString();
        }).asMarkup(false);
    }
}
