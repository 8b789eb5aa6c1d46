package dev.panallama.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The methods of Python's `str`.
final class StringMethods {
    private interface Body {
        Object call(Rendering rendering, Text text, Signature.Values given);
    }

    private record Method(Signature signature, Body body) {}

    private static final Text SPACE = Text.of(" ");
    private static final Map<String, Method> METHODS = new HashMap<>();

    static {
        add("upper", "", (rendering, text, _) -> Texts.changeCase(rendering, text, it -> it.toUpperCase(Locale.ROOT)));
        add("lower", "", (rendering, text, _) -> lower(rendering, text));
        add("casefold", "", (rendering, text, _) -> Texts.changeCase(rendering, text, Casing::folded));
        add("capitalize", "", (rendering, text, _) -> capitalize(rendering, text));
        add("title", "", (rendering, text, _) -> Texts.changeCase(rendering, text, Casing::titled));
        add("swapcase", "", (rendering, text, _) -> Texts.changeCase(rendering, text, Casing::swapped));
        add("strip", "chars= /", (_, text, given) -> strip(text, given, true, true));
        add("lstrip", "chars= /", (_, text, given) -> strip(text, given, true, false));
        add("rstrip", "chars= /", (_, text, given) -> strip(text, given, false, true));
        add("removeprefix", "prefix /", (_, text, given) -> removePrefix(text, given.text(0)));
        add("removesuffix", "suffix /", (_, text, given) -> removeSuffix(text, given.text(0)));
        add("replace", "old new count= /", StringMethods::replace);
        add("split", "sep= maxsplit=", (rendering, text, given) -> new ListValue(
                Texts.split(rendering, text, separator(rendering, given), given.integer(1, -1))));
        add("rsplit", "sep= maxsplit=", (rendering, text, given) -> new ListValue(
                Texts.splitFromRight(rendering, text, separator(rendering, given), given.integer(1, -1))));
        add("splitlines", "keepends=",
                (rendering, text, given) -> new ListValue(Texts.lines(rendering, text, given.truth(0))));
        add("partition", "sep /", (rendering, text, given) -> partition(rendering, text, given.text(0), false));
        add("rpartition", "sep /", (rendering, text, given) -> partition(rendering, text, given.text(0), true));
        add("join", "iterable /", (rendering, text, given) -> join(rendering, text, given.get(0)));
        add("center", "width fillchar= /", (rendering, text, given) -> padded(rendering, text, given, 'c'));
        add("ljust", "width fillchar= /", (rendering, text, given) -> padded(rendering, text, given, '<'));
        add("rjust", "width fillchar= /", (rendering, text, given) -> padded(rendering, text, given, '>'));
        add("zfill", "width /", StringMethods::zeros);
        add("expandtabs", "tabsize=", (rendering, text, given) -> expandTabs(rendering, text, given.integer(0, 8)));
        add("translate", "table /", (rendering, text, given) -> translate(rendering, text, given.get(0)));
        add("format_map", "mapping /", (rendering, text, given) -> BraceFormat.formatMap(rendering, text,
                given.get(0)));
        addSearches();
        addQuestions();
    }

    private StringMethods() {}

    private static void add(String name, String parameters, Body body) {
        METHODS.put(name, new Method(Signature.of(name, parameters), body));
    }

    private static void addSearches() {
        String parameters = "sub start= end= /";
        add("find", parameters, (rendering, text, given) -> new Search(rendering, text, given).first());
        add("rfind", parameters, (rendering, text, given) -> new Search(rendering, text, given).last());
        add("index", parameters, (rendering, text, given) -> found(rendering,
                new Search(rendering, text, given).first()));
        add("rindex", parameters, (rendering, text, given) -> found(rendering,
                new Search(rendering, text, given).last()));
        add("count", parameters, (rendering, text, given) -> new Search(rendering, text, given).count());
        add("startswith", "prefix start= end= /", (rendering, text, given) -> new Search(rendering, text, given)
                .begins());
        add("endswith", "suffix start= end= /", (rendering, text, given) -> new Search(rendering, text, given).ends());
    }

    private static void addQuestions() {
        all("isalpha", Character::isLetter);
        all("isdecimal", Character::isDigit);
        all("isdigit", Casing::isDigit);
        all("isnumeric", Casing::isNumeric);
        all("isalnum", it -> Character.isLetter(it) || Casing.isNumeric(it));
        all("isspace", Unicode::isSpace);
        add("isascii", "", (_, text, _) -> text.toString().codePoints().allMatch(it -> it < 0x80));
        add("isprintable", "", (_, text, _) -> text.toString().codePoints().allMatch(Unicode::isPrintable));
        add("isidentifier", "", (_, text, _) -> text.length() > 0
                && Unicode.isNameStart(text.toString().codePointAt(0))
                && text.toString().codePoints().allMatch(Unicode::isNamePart));
        add("islower", "", (_, text, _) -> Casing.isLower(text.toString()));
        add("isupper", "", (_, text, _) -> Casing.isUpper(text.toString()));
        add("istitle", "", (_, text, _) -> Casing.isTitle(text.toString()));
    }

    private static void all(String name, IntPredicate question) {
        add(name, "", (_, text, _) -> text.length() > 0 && text.toString().codePoints().allMatch(question));
    }

    /// Returns null if `str` has no such method.
    static @Nullable Object find(Text text, String name) {
        if (name.equals("format"))
            return (Callable) (rendering, arguments) -> BraceFormat.format(rendering, text, arguments);
        Method method = METHODS.get(name);
        if (method != null) return (Callable) (rendering, arguments) -> {
            rendering.text(text.length());
            return method.body.call(rendering, text, method.signature.bind(rendering, arguments));
        };
        if (!name.equals("encode") && !name.equals("maketrans")) return null;
        return (Callable) (rendering, _) -> {
            throw rendering.failure("%s() is not there: templates have no bytes and tables", name);
        };
    }

    static Text lower(Rendering rendering, Text text) {
        return Texts.changeCase(rendering, text, it -> it.toLowerCase(Locale.ROOT));
    }

    static Text capitalize(Rendering rendering, Text text) {
        return Texts.changeCase(rendering, text, Casing::capitalized);
    }

    static Text strip(Text text, Signature.Values given, boolean left, boolean right) {
        if (!given.hasSome(0)) return Texts.strip(text, Unicode::isSpace, left, right);
        String characters = given.text(0).toString();
        return Texts.strip(text, it -> characters.indexOf(it) >= 0, left, right);
    }

    private static Text removePrefix(Text text, Text prefix) {
        return text.toString().startsWith(prefix.toString()) ? text.subSequence(prefix.length(), text.length()) : text;
    }

    private static Text removeSuffix(Text text, Text suffix) {
        boolean has = suffix.length() > 0 && text.toString().endsWith(suffix.toString());
        return has ? text.subSequence(0, text.length() - suffix.length()) : text;
    }

    private static Object replace(Rendering rendering, Text text, Signature.Values given) {
        Text replacement = text.isMarkup() ? Markup.escape(rendering, given.text(1)) : given.text(1);
        return Texts.replace(rendering, text, given.text(0), replacement, given.integer(2, -1));
    }

    private static @Nullable Text separator(Rendering rendering, Signature.Values given) {
        if (!given.hasSome(0)) return null;
        if (given.text(0).length() == 0) throw rendering.failure("empty separator");
        return given.text(0);
    }

    private static Object partition(Rendering rendering, Text text, Text separator, boolean fromRight) {
        if (separator.length() == 0) throw rendering.failure("empty separator");
        String string = text.toString();
        int at = fromRight ? string.lastIndexOf(separator.toString()) : string.indexOf(separator.toString());
        Text nothing = Text.EMPTY.asMarkup(text.isMarkup());
        if (at < 0)
            return fromRight ? new TupleValue(nothing, nothing, text) : new TupleValue(text, nothing, nothing);
        int end = at + separator.length();
        return new TupleValue(text.subSequence(0, at), text.subSequence(at, end), text.subSequence(end, text.length()));
    }

    private static Text join(Rendering rendering, Text separator, Object iterable) {
        List<Object> elements = Sequences.elements(rendering, iterable);
        for (Object element : elements)
            if (!(element instanceof Text) && !separator.isMarkup())
                throw rendering.failure("sequence item: expected str instance, %s found", Types.name(element));
        if (!separator.isMarkup())
            return Texts.join(rendering, separator, elements.stream().map(Text.class::cast).toList());
        return Texts.join(rendering, separator, elements.stream().map(it -> Markup.escape(rendering, it)).toList())
                .asMarkup(true);
    }

    private static Text padded(Rendering rendering, Text text, Signature.Values given, char align) {
        Text fill = given.text(1, SPACE);
        if (fill.size() != 1) throw rendering.failure("the fill character must be exactly one character long");
        return Padding.pad(rendering, text, given.integer(0, 0), fill, align);
    }

    private static Object zeros(Rendering rendering, Text text, Signature.Values given) {
        boolean signed = text.length() > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+');
        Text sign = text.subSequence(0, signed ? 1 : 0);
        Text digits = text.subSequence(sign.length(), text.length());
        int width = given.integer(0, 0);
        Text filled = Padding.pad(rendering, digits, signed ? Math.max(width, 1) - 1 : width, Text.of("0"), '>');
        return new TextBuilder().append(sign).append(filled).text(text.isMarkup());
    }

    private static Object expandTabs(Rendering rendering, Text text, int size) {
        var expanded = new TextBuilder();
        int column = 0;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            int spaces = size > 0 ? size - column % size : 0;
            if (next == '\t') expanded.append(Joining.repeat(rendering, SPACE, spaces).toString(), text, i);
            else expanded.append(Character.toString(next), text, i);
            column = next == '\n' || next == '\r'
                    ? 0
                    : column + (next == '\t'
                            ? spaces
                            : Character.isLowSurrogate(next) ? 0 : 1);
            rendering.length(expanded.length());
        }
        return expanded.text(text.isMarkup());
    }

    private static Object translate(Rendering rendering, Text text, Object table) {
        return Texts.replaceCharacters(rendering, text, codePoint -> {
            Object found = Access.item(rendering, table, (long) codePoint);
            if (found instanceof Undefined) return null;
            if (found == None.NONE) return "";
            return found instanceof Long number
                    ? Character.toString(number.intValue())
                    : Printing.text(rendering, found).toString();
        });
    }

    private static Object found(Rendering rendering, Object index) {
        if (index.equals(-1L)) throw rendering.failure("substring not found");
        return index;
    }
}
