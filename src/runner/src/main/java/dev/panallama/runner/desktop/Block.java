package dev.panallama.runner.desktop;

import java.util.List;

/// A part of an answer that is shown by one component. Immutable.
sealed interface Block {
    /// Lines of text.
    record Prose(List<Line> lines) implements Block {}

    /// A program, or other text whose blanks matter.
    ///
    /// @param language as the model names it, empty if it does not
    record Code(String language, String text) implements Block {}

    /// A table, as cells of Markdown.
    ///
    /// @param rows the first one is the head; all have as many cells
    record Table(List<List<String>> rows) implements Block {}

    /// A line of prose.
    ///
    /// @param level how large a heading is, from 1; how deep an item of a list is, from 0
    /// @param mark what stands before an item, such as `•` or `2.`
    record Line(Kind kind, int level, String mark, List<Span> spans) {
        /// What a line is.
        enum Kind {
            TEXT, HEADING, ITEM, QUOTE, RULE
        }

        boolean isBlank() {
            return kind == Kind.TEXT && spans.isEmpty();
        }

        static Line of(Kind kind, String text) {
            return new Line(kind, 0, "", Span.parse(text));
        }
    }
}
