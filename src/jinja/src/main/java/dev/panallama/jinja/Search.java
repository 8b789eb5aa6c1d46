package dev.panallama.jinja;

/// Looks for one text in a part of another: `find`, `count`, `startswith` and their kin.
final class Search {
    private final Rendering rendering;
    private final String text;
    private final Signature.Values given;
    private final int start;
    private final int end;
    private final boolean inside;

    Search(Rendering rendering, Text text, Signature.Values given) {
        this.rendering = rendering;
        this.text = text.toString();
        this.given = given;
        int size = text.size();
        int from = place(given.hasSome(1) ? given.integer(1, 0) : 0, size);
        int to = Math.min(size, place(given.hasSome(2) ? given.integer(2, 0) : size, size));
        inside = from <= to;
        start = inside ? Texts.offset(text, from) : 0;
        end = inside ? Texts.offset(text, to) : 0;
    }

    private static int place(int index, int size) {
        return index < 0 ? Math.max(0, index + size) : index;
    }

    Object first() {
        int at = inside ? text.substring(0, end).indexOf(given.text(0).toString(), start) : -1;
        return place(at);
    }

    Object last() {
        int at = inside ? text.substring(start, end).lastIndexOf(given.text(0).toString()) : -1;
        return place(at < 0 ? at : at + start);
    }

    private Object place(int at) {
        return at < 0 ? -1L : (long) text.codePointCount(0, at);
    }

    Object found() {
        Object first = first();
        if (first.equals(-1L)) throw rendering.failure("substring not found");
        return first;
    }

    Object count() {
        String part = given.text(0).toString();
        if (!inside) return 0L;
        if (part.isEmpty()) return (long) text.codePointCount(start, end) + 1;
        long count = 0;
        for (int at = text.indexOf(part, start); at >= 0
                && at + part.length() <= end; at = text.indexOf(part, at + part.length()))
            count++;
        return count;
    }

    Object begins() {
        return any(part -> text.startsWith(part, start) && start + part.length() <= end);
    }

    Object ends() {
        return any(part -> end - part.length() >= start && text.startsWith(part, end - part.length()));
    }

    private boolean any(java.util.function.Predicate<String> matches) {
        if (!(given.get(0) instanceof TupleValue tuple)) return inside && matches.test(given.text(0).toString());
        for (Object part : tuple.elements()) {
            if (!(part instanceof Text it))
                throw rendering.failure("a tuple of texts is needed, not of %s", Types.name(part));
            if (inside && matches.test(it.toString())) return true;
        }
        return false;
    }
}
