package dev.panallama.chat.output;

import org.jspecify.annotations.Nullable;

/// Reads calls within something that stands around all of them.
final class SectionPart implements Part {
    private final Reading reading;
    private final Pending in;
    private final CallFormat calls;
    private int opening;
    private boolean any;

    /// @param opening the length of what begins the section
    SectionPart(Reading reading, int opening) {
        this.reading = reading;
        this.opening = opening;
        in = reading.in();
        calls = reading.format().calls();
    }

    @Override
    public @Nullable Part read() {
        in.skip(opening);
        opening = 0;
        skipSeparators();
        if (in.isEmpty() && !in.ended()) return null;
        int end = in.match(0, calls.sectionClosing());
        int call = in.match(0, calls.callOpening());
        if (end == Pending.MAYBE || call == Pending.MAYBE) return null;
        if (end > 0) return leave(end);
        if (call >= 0 && mayBeCall()) return call();
        return any ? reading.text() : reading.giveBack();
    }

    private Part leave(int end) {
        in.release();
        in.skip(end);
        return reading.text();
    }

    private boolean mayBeCall() {
        if (in.isEmpty()) return false;
        if (!calls.callOpening().isEmpty()) return true;
        char first = in.at(0);
        return calls.call().body() == Slot.CALL ? first == '{' : Character.isLetter(first) || first == '_';
    }

    private Part call() {
        in.hold();
        in.mark();
        any = true;
        return CallPart.of(reading, () -> this);
    }

    private void skipSeparators() {
        in.skipBlanks();
        while (!in.isEmpty() && (in.at(0) == ',' || (calls.isList() && (in.at(0) == '[' || in.at(0) == ']')))) {
            in.skip(1);
            in.skipBlanks();
        }
    }
}
