package dev.panallama.runner.chat;

import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/// Decides where a message ends that may have several lines: one between `"""` and `"""`, or one whose lines end
/// in a backslash.
final class MessageParser implements Parser {
    private static final String FENCE = "\"\"\"";

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && isOpen(line)) throw new EOFError(-1, -1, "the message goes on");
        return new Line(line, cursor);
    }

    /// Returns what a person means by what he typed.
    static String message(String typed) {
        if (!typed.stripLeading().startsWith(FENCE)) return typed.replace("\\\n", "\n");
        String body = typed.strip().substring(FENCE.length());
        return body.endsWith(FENCE) ? body.substring(0, body.length() - FENCE.length()).strip() : body.strip();
    }

    private static boolean isOpen(String typed) {
        String body = typed.stripLeading();
        if (!body.startsWith(FENCE)) return body.endsWith("\\");
        return body.indexOf(FENCE, FENCE.length()) < 0;
    }

    /// A line of one word: there is nothing to complete in it.
    private record Line(String line, int cursor) implements CompletingParsedLine {
        @Override
        public String word() {
            return line;
        }

        @Override
        public int wordCursor() {
            return cursor;
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(line);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return cursor;
        }

        @Override
        public int rawWordLength() {
            return line.length();
        }
    }
}
