package dev.panallama.grammar.schema;

/// Reads a class of characters, behind its opening bracket.
final class RegexClass {
    private final RegexReader in;
    private final RegexEscapes escapes;

    RegexClass(RegexReader in) {
        this.in = in;
        escapes = new RegexEscapes(in);
    }

    CharacterSet read(boolean anyCase) {
        int start = in.position() - 1;
        boolean negated = in.skip("^");
        var set = CharacterSet.EMPTY;
        do {
            if (in.atEnd()) throw in.invalid(start, "this class is not closed");
            set = set.or(item());
        } while (!in.skip("]"));
        if (anyCase) set = set.anyCase();
        return negated ? set.not() : set;
    }

    private CharacterSet item() {
        int start = in.position();
        if (in.startsWith("&&")) throw in.unsupported(start, "classes are not intersected here: list the ranges");
        if (in.peek() == '[')
            throw in.unsupported(start, "a class in a class is not read here: write \\[ for a bracket");
        if (in.skip("\\")) {
            var set = escapes.set();
            return set == null ? range(start, escapes.character()) : set;
        }
        return range(start, in.next());
    }

    private CharacterSet range(int start, int first) {
        if (!in.startsWith("-") || in.startsWith("-]")) return CharacterSet.range(first, first);
        in.skip("-");
        if (in.peek() == '[')
            throw in.unsupported(start, "a class in a class is not read here: write \\[ for a bracket");
        int last = in.skip("\\") ? escapes.character() : in.next();
        if (last < first) throw in.invalid(start, "the range has its ends in the wrong order");
        return CharacterSet.range(first, last);
    }
}
