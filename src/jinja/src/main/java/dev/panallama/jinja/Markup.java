package dev.panallama.jinja;

/// HTML escapes: for what is added to a text that went through the filter `safe`.
final class Markup {
    private Markup() {}

    static Text escape(Rendering rendering, Object value) {
        Text text = Printing.text(rendering, value);
        if (text.isMarkup()) return text;
        return Texts.replaceCharacters(rendering, text, Markup::entity).asMarkup(true);
    }

    private static @org.jspecify.annotations.Nullable String entity(int character) {
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
