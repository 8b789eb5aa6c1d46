package dev.panallama.jinja;

import dev.panallama.jinja.TemplateLimitException.Limit;

/// A template's text with its line ends made one: where a character stands, and what is wrong there.
record Source(String text) {
    /// Reads as jinja2 does: all line ends become one character, and one at the end is dropped.
    static Source of(String text) {
        String normal = normalLines(text);
        return new Source(normal.endsWith("\n") ? normal.substring(0, normal.length() - 1) : normal);
    }

    static String normalLines(String text) {
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    }

    int line(int offset) {
        return 1 + (int) text.substring(0, offset).chars().filter(it -> it == '\n').count();
    }

    int column(int offset) {
        int begin = offset == 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
        return 1 + text.codePointCount(begin, offset);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
    TemplateSyntaxException failure(int offset, String message, Object... values) {
        return new TemplateSyntaxException(values.length == 0 ? message : message.formatted(values), line(offset),
                column(offset));
    }

    TemplateLimitException tooDeep(int offset, Limits limits) {
        return new TemplateLimitException(Limit.DEPTH, tooDeep(limits), line(offset), column(offset));
    }

    static String tooDeep(Limits limits) {
        return "blocks, expressions, calls or values are nested more than %,d deep".formatted(limits.depth());
    }
}
