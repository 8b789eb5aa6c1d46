package dev.panallama.chat.output;

import org.jspecify.annotations.Nullable;

/// Reads a value that is a text, without quotes, to what ends it. Passes it on as it comes.
final class TextValuePart implements Part {
    private static final String CDATA = "<![CDATA[";

    private final Reading reading;
    private final Pending in;
    private final boolean breaks;
    private final boolean data;
    private final Part after;
    private String closer;
    private boolean begun;

    /// @param breaks whether a line break before the end is none of the text
    /// @param data whether the text may be marked as data
    TextValuePart(Reading reading, String closer, boolean breaks, boolean data, Part after) {
        this.reading = reading;
        this.closer = closer;
        this.breaks = breaks;
        this.data = data;
        this.after = after;
        in = reading.in();
    }

    @Override
    public @Nullable Part read() {
        if (!begun && !begin()) return null;
        int end = in.find(closer, 0, in.length());
        if (end >= 0) {
            pass(breaks && end > 0 && in.at(end - 1) == '\n' ? end - 1 : end);
            in.skip(in.match(0, " " + closer));
            reading.answer().arguments("\"");
            return after;
        }
        pass(certain());
        return null;
    }

    private boolean begin() {
        int marked = data ? in.match(0, CDATA) : Pending.NO;
        if (marked == Pending.MAYBE) return false;
        if (marked >= 0) {
            in.skip(marked);
            closer = "]]>" + closer;
        }
        reading.answer().arguments("\"");
        begun = true;
        return true;
    }

    private void pass(int length) {
        if (length > 0) reading.answer().arguments(Values.inString(in.take(length)));
    }

    /// Counts the characters that what ends the text cannot begin with.
    private int certain() {
        if (in.ended()) return in.length();
        int place = Math.max(0, in.length() - closer.length());
        while (place < in.length() && in.match(place, closer) == Pending.NO) place++;
        if (breaks && place > 0 && in.at(place - 1) == '\n') place--;
        return Math.max(0, place > 0 && Character.isHighSurrogate(in.at(place - 1)) ? place - 1 : place);
    }
}
