package dev.panallama;

import java.util.OptionalInt;

/// The rules by which a smaller model can guess for a larger one: a number has to stand for the same token in both.
final class SameVocabulary {
    private static final int MOST_DIFFERENT = 128; // tokens at the end, which pad some models of a family and mean nothing
    private static final int FIRST = 5; // some families name those before otherwise

    private SameVocabulary() {}

    /// Throws unless the vocabularies are the same.
    static void check(Model model, Model smaller) {
        Vocabulary its = model.vocabulary();
        Vocabulary other = smaller.vocabulary();
        if (its.kind() != other.kind()) throw different(model, smaller, "%s, %s".formatted(its.kind(), other.kind()));
        if (Math.abs(its.size() - other.size()) > MOST_DIFFERENT)
            throw different(model, smaller, "%,d tokens, %,d".formatted(its.size(), other.size()));
        checkEnd(its.addsBeginningOfText(), other.addsBeginningOfText(), its.beginningOfText(), other.beginningOfText(),
                model, smaller, "begin");
        checkEnd(its.addsEndOfText(), other.addsEndOfText(), its.endOfText(), other.endOfText(), model, smaller, "end");
        for (int id = FIRST; id < Math.min(its.size(), other.size()); id++)
            if (!its.rawText(id).equals(other.rawText(id)))
                throw different(model, smaller,
                        "token %d is \"%s\", \"%s\"".formatted(id, its.rawText(id), other.rawText(id)));
    }

    private static void checkEnd(
            boolean adds, boolean otherAdds, OptionalInt id, OptionalInt other, Model model, Model smaller,
            String where) {
        if (adds != otherAdds || (adds && !id.equals(other)))
            throw different(model, smaller,
                    "texts %s with %s, %s".formatted(where, named(adds, id), named(otherAdds, other)));
    }

    private static String named(boolean adds, OptionalInt id) {
        return adds && id.isPresent() ? "token " + id.getAsInt() : "none";
    }

    private static IllegalArgumentException different(Model model, Model smaller, String how) {
        return new IllegalArgumentException(
                "model %s cannot guess for %s: their vocabularies differ (%s); take a smaller model of the same family"
                        .formatted(smaller.info().name(), model.info().name(), how));
    }
}
