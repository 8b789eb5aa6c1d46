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

    private static final Map<String, Method> METHODS = new HashMap<>();

    static {
        add("upper", "", (rendering, text, _) -> upper(rendering, text));
        add("lower", "", (rendering, text, _) -> lower(rendering, text));
        add("capitalize", "", (rendering, text, _) -> capitalize(rendering, text));
        add("title", "", (rendering, text, _) -> Texts.changeCase(rendering, text, Casing::titled));
        add("strip", "chars=", (_, text, given) -> strip(text, given, true, true));
        add("lstrip", "chars=", (_, text, given) -> strip(text, given, true, false));
        add("rstrip", "chars=", (_, text, given) -> strip(text, given, false, true));
        add("removeprefix", "prefix", (_, text, given) -> removePrefix(text, given.text(0)));
        add("removesuffix", "suffix", (_, text, given) -> removeSuffix(text, given.text(0)));
        add("replace", "old new count=", (rendering, text, given) -> Texts.replace(rendering, text, given.text(0),
                given.text(1), given.integer(2, -1)));
        add("split", "sep= maxsplit=", (rendering, text, given) -> split(rendering, text, given, false));
        add("rsplit", "sep= maxsplit=", (rendering, text, given) -> split(rendering, text, given, true));
        add("splitlines", "keepends=",
                (rendering, text, given) -> new ListValue(Texts.lines(rendering, text, given.truth(0))));
        add("partition", "sep", (rendering, text, given) -> partition(rendering, text, given.text(0), false));
        add("rpartition", "sep", (rendering, text, given) -> partition(rendering, text, given.text(0), true));
        add("join", "iterable", (rendering, text, given) -> join(rendering, text, given.get(0)));
        add("ljust", "width fillchar=", (rendering, text, given) -> padded(rendering, text, given, '<'));
        add("rjust", "width fillchar=", (rendering, text, given) -> padded(rendering, text, given, '>'));
        add("zfill", "width", StringMethods::zeros);
        addSearches();
        addQuestions();
    }

    private StringMethods() {}

    private static void add(String name, String parameters, Body body) {
        METHODS.put(name, new Method(Signature.of(name, parameters), body));
    }

    private static void addSearches() {
        String parameters = "sub start= end=";
        add("find", parameters, (rendering, text, given) -> new Search(rendering, text, given).first());
        add("rfind", parameters, (rendering, text, given) -> new Search(rendering, text, given).last());
        add("index", parameters, (rendering, text, given) -> new Search(rendering, text, given).found());
        add("count", parameters, (rendering, text, given) -> new Search(rendering, text, given).count());
        add("startswith", parameters, (rendering, text, given) -> new Search(rendering, text, given).begins());
        add("endswith", parameters, (rendering, text, given) -> new Search(rendering, text, given).ends());
    }

    private static void addQuestions() {
        all("isalpha", Character::isLetter);
        all("isdecimal", Character::isDigit);
        all("isdigit", Character::isDigit);
        all("isnumeric", Character::isDigit);
        all("isalnum", Character::isLetterOrDigit);
        all("isspace", Unicode::isSpace);
        add("islower", "", (_, text, _) -> Casing.isLower(text.toString()));
        add("isupper", "", (_, text, _) -> Casing.isUpper(text.toString()));
    }

    private static void all(String name, IntPredicate question) {
        add(name, "", (_, text, _) -> text.length() > 0 && text.toString().codePoints().allMatch(question));
    }

    /// Returns null if `str` has no such method.
    static @Nullable Object find(Text text, String name) {
        if (name.equals("format"))
            return (Callable) (rendering, arguments) -> Formatting.braces(rendering, text, arguments);
        Method method = METHODS.get(name);
        return method == null ? null : (Callable) (rendering, arguments) -> {
            rendering.text(text.length());
            return method.body.call(rendering, text, method.signature.bind(rendering, arguments));
        };
    }

    static Text upper(Rendering rendering, Text text) {
        return Texts.changeCase(rendering, text, it -> it.toUpperCase(Locale.ROOT));
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
        boolean has = text.toString().endsWith(suffix.toString());
        return has ? text.subSequence(0, text.length() - suffix.length()) : text;
    }

    private static Object split(Rendering rendering, Text text, Signature.Values given, boolean fromRight) {
        Text separator = given.hasSome(0) ? given.text(0) : null;
        if (separator != null && separator.length() == 0) throw rendering.failure("empty separator");
        return new ListValue(Texts.split(rendering, text, separator, given.integer(1, -1), fromRight));
    }

    private static Object partition(Rendering rendering, Text text, Text separator, boolean fromRight) {
        if (separator.length() == 0) throw rendering.failure("empty separator");
        String string = text.toString();
        int at = fromRight ? string.lastIndexOf(separator.toString()) : string.indexOf(separator.toString());
        if (at < 0)
            return fromRight
                    ? new TupleValue(Text.EMPTY, Text.EMPTY, text)
                    : new TupleValue(text, Text.EMPTY, Text.EMPTY);
        int end = at + separator.length();
        return new TupleValue(text.subSequence(0, at), text.subSequence(at, end), text.subSequence(end, text.length()));
    }

    private static Text join(Rendering rendering, Text separator, Object iterable) {
        List<Object> elements = Sequences.elements(rendering, iterable);
        for (Object element : elements)
            if (!(element instanceof Text))
                throw rendering.failure("sequence item: expected str instance, %s found", Types.name(element));
        return Texts.join(rendering, separator, elements.stream().map(Text.class::cast).toList());
    }

    private static Text padded(Rendering rendering, Text text, Signature.Values given, char align) {
        Text fill = given.text(1, Text.of(" "));
        if (fill.size() != 1) throw rendering.failure("the fill character must be exactly one character long");
        return Texts.pad(rendering, text, given.integer(0, 0), fill.toString(), align);
    }

    private static Object zeros(Rendering rendering, Text text, Signature.Values given) {
        boolean signed = text.length() > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+');
        Text sign = text.subSequence(0, signed ? 1 : 0);
        Text digits = text.subSequence(sign.length(), text.length());
        Text filled = Texts.pad(rendering, digits, given.integer(0, 0) - sign.length(), "0", '>');
        return new TextBuilder().append(sign).append(filled).text();
    }
}
