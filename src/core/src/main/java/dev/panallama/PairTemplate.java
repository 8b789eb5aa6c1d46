package dev.panallama;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A text with places for query and document. Immutable.
final class PairTemplate implements PairInput {
    private static final String QUERY = "{query}";
    private static final String DOCUMENT = "{document}";
    private static final Pattern PLACE = Pattern.compile("\\{query}|\\{document}");

    private final Vocabulary vocabulary;
    private final List<String> parts = new ArrayList<>(); // literal texts and places
    private final boolean begins;

    /// @param begins whether the token goes first that the model wants there
    PairTemplate(Vocabulary vocabulary, String template, boolean begins) {
        check(template);
        this.vocabulary = vocabulary;
        this.begins = begins;
        int end = 0;
        for (MatchResult place : PLACE.matcher(template).results().toList()) {
            parts.add(template.substring(end, place.start()));
            parts.add(place.group());
            end = place.end();
        }
        parts.add(template.substring(end));
    }

    /// Throws unless a template has places for both texts.
    static void check(String template) {
        if (!template.contains(QUERY) || !template.contains(DOCUMENT))
            throw new IllegalArgumentException(
                    "the template has no {query} or no {document}: put both where the texts belong");
    }

    /// Makes tokens of the whole text, as models are trained on it. What in a query or document looks like a special token
    /// must stay text: then the texts are tokenized apart.
    @Override
    public int[] tokens(String query, String document) {
        boolean tricky = hasSpecial(query) || hasSpecial(document);
        int[] ids = tricky ? apart(query, document) : vocabulary.tokenize(whole(query, document), false, true);
        int first = vocabulary.beginningOfText().orElse(-1);
        boolean missing = begins && vocabulary.addsBeginningOfText() && first >= 0
                && (ids.length == 0 || ids[0] != first);
        return missing ? TextFrame.concat(new int[]{first}, ids) : ids;
    }

    private String whole(String query, String document) {
        var text = new StringBuilder();
        for (String part : parts) text.append(isPlace(part) ? filled(part, query, document) : part);
        return text.toString();
    }

    private int[] apart(String query, String document) {
        return TextFrame.concat(parts.stream()
                .map(it -> vocabulary.tokenize(filled(it, query, document), false, !isPlace(it)))
                .toArray(int[][]::new));
    }

    private static boolean isPlace(String part) {
        return part.equals(QUERY) || part.equals(DOCUMENT);
    }

    private static String filled(String part, String query, String document) {
        return switch (part) {
            case QUERY -> query;
            case DOCUMENT -> document;
            default -> part;
        };
    }

    private boolean hasSpecial(String text) {
        for (int id : vocabulary.tokenize(text, false, true)) if (vocabulary.isControl(id)) return true;
        return false;
    }
}
