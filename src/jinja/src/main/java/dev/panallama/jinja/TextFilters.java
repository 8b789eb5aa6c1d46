package dev.panallama.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Filters for texts; other values are printed first where jinja2 does that.
final class TextFilters {
    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final String WORD_BEGINS_AFTER = "-({[<";
    private static final Text NEWLINE = Text.of("\n");

    private TextFilters() {}

    static void addTo(Map<String, Filters.Filter> filters) {
        Filters.add(filters, "upper", "",
                (rendering, value, _) -> StringMethods.upper(rendering, Printing.text(rendering, value)));
        Filters.add(filters, "lower", "",
                (rendering, value, _) -> StringMethods.lower(rendering, Printing.text(rendering, value)));
        Filters.add(filters, "capitalize", "",
                (rendering, value, _) -> StringMethods.capitalize(rendering, Printing.text(rendering, value)));
        Filters.add(filters, "title", "", (rendering, value, _) -> Texts.changeCase(rendering,
                Printing.text(rendering, value), TextFilters::titled));
        Filters.add(filters, "trim", "chars=",
                (rendering, value, given) -> StringMethods.strip(Printing.text(rendering, value), given, true, true));
        Filters.add(filters, "replace", "old new count=", TextFilters::replace);
        Filters.add(filters, "indent", "width= first= blank=", TextFilters::indent);
        Filters.add(filters, "truncate", "length= killwords= end= leeway=", TextFilters::truncate);
        Filters.add(filters, "wordcount", "", (rendering, value, _) -> words(rendering, value));
        Filters.add(filters, "string", "", (rendering, value, _) -> Printing.text(rendering, value));
        Filters.add(filters, "safe", "", (rendering, value, _) -> Printing.text(rendering, value).asMarkup(true));
        Filters.add(filters, "escape", "", (rendering, value, _) -> escape(rendering, value));
        filters.put("e", filters.get("escape"));
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
        return Texts.replace(rendering, Printing.text(rendering, value), Printing.text(rendering, given.get(0)),
                Printing.text(rendering, given.get(1)), given.hasSome(2) ? given.integer(2, -1) : -1);
    }

    private static Object format(Rendering rendering, Object value, Arguments arguments) {
        if (!arguments.positional().isEmpty() && !arguments.named().isEmpty())
            throw rendering.failure("can't handle positional and keyword arguments at the same time");
        return Formatting.percent(rendering, Printing.text(rendering, value), arguments.named().isEmpty()
                ? new TupleValue(arguments.positional())
                : arguments.keywords(rendering));
    }

    private static Object indent(Rendering rendering, Object value, Signature.Values given) {
        Text text = given.text(value);
        Text indention = given.get(0) instanceof Text own
                ? own
                : Joining.repeat(rendering, Text.of(" "), Math.max(0, given.integer(0, 4)));
        List<Object> lines = Texts.lines(rendering, Joining.sum(rendering, text, NEWLINE), false);
        var indented = new TextBuilder();
        for (int i = 0; i < lines.size(); i++) {
            Text line = (Text) lines.get(i);
            if (i > 0) indented.append(NEWLINE);
            if (i == 0 ? given.truth(1) : given.truth(2) || line.length() > 0) indented.append(indention);
            rendering.text(indention.length() + line.length());
            rendering.length(indented.append(line).length());
        }
        return indented.text();
    }

    private static Object truncate(Rendering rendering, Object value, Signature.Values given) {
        int length = given.integer(0, 255);
        Text end = given.text(2, Text.of("..."));
        int leeway = given.hasSome(3) ? given.integer(3, 0) : 5;
        if (length < end.size() || leeway < 0)
            throw rendering.failure("truncate() to %d characters, or %d more, has no room for its end", length, leeway);
        if (Sequences.size(rendering, value) <= (long) length + leeway) return value;
        Text text = given.text(value);
        Text cut = text.subSequence(0, Texts.offset(text, length - end.size()));
        if (!given.truth(1)) cut = (Text) Texts.split(rendering, cut, Text.of(" "), 1, true).getFirst();
        return Joining.sum(rendering, cut, end);
    }

    private static Object words(Rendering rendering, Object value) {
        Text text = Printing.text(rendering, value);
        rendering.text(text.length());
        return WORD.matcher(text.toString()).results().count();
    }

    /// Returns a text whose special characters are those of HTML, unless it came from the filter `safe`.
    static Text escape(Rendering rendering, Object value) {
        Text text = Printing.text(rendering, value);
        if (text.isMarkup()) return text;
        return Texts.replaceCharacters(rendering, text, TextFilters::entity).asMarkup(true);
    }

    private static @Nullable String entity(int character) {
        return switch (character) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&#34;";
            case '\'' -> "&#39;";
            default -> null;
        };
    }
}
