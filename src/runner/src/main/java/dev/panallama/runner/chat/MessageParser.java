package dev.panallama.runner.chat;

import static java.util.Objects.requireNonNullElse;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/// Decides where a message ends that may have several lines: one between `"""` and `"""`, which may be what `/set system` sets, or
/// one whose lines end in a backslash.
final class MessageParser implements Parser {
    private static final String FENCE = "\"\"\"";
    private static final Pattern BEGINNING = Pattern.compile("\\s*(/set\\s+system\\s+)?" + FENCE);

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && isOpen(line)) throw new EOFError(-1, -1, "the message goes on");
        return new Line(line, cursor);
    }

    /// Returns what a person means by what he typed.
    static String message(String typed) {
        Matcher beginning = BEGINNING.matcher(typed);
        if (!beginning.lookingAt()) return typed.replace("\\\n", "\n");
        String body = typed.substring(beginning.end()).strip();
        String text = body.endsWith(FENCE) ? body.substring(0, body.length() - FENCE.length()).strip() : body;
        return requireNonNullElse(beginning.group(1), "") + text;
    }

    /// Returns whether all that a person typed is a text between quotes, and so for the model, whatever it begins with.
    static boolean isQuoted(String typed) {
        return typed.stripLeading().startsWith(FENCE);
    }

    private static boolean isOpen(String typed) {
        Matcher beginning = BEGINNING.matcher(typed);
        return beginning.lookingAt() ? typed.indexOf(FENCE, beginning.end()) < 0 : typed.endsWith("\\");
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
