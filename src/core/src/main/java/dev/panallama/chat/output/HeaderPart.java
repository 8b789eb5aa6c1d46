package dev.panallama.chat.output;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the header of a message, which says for whom the message is.
final class HeaderPart implements Part {
    private static final int MOST_CHARACTERS = 256;

    private final Reading reading;
    private final Pending in;
    private final Turns turns;

    HeaderPart(Reading reading) {
        this.reading = reading;
        in = reading.in();
        turns = Objects.requireNonNull(reading.format().turns());
    }

    @Override
    public @Nullable Part read() {
        in.hold();
        if (in.isEmpty()) return in.ended() ? reading.giveBack() : null;
        if (!mayBegin()) return reading.giveBack();
        int end = in.find(turns.body(), 0, MOST_CHARACTERS);
        if (end == Pending.MAYBE) return null;
        if (end < 0) return reading.giveBack();
        var header = in.part(0, end);
        if (turns.starts().isEmpty() && !isRecipient(header)) return reading.giveBack();
        in.skip(end + turns.body().length());
        return body(header);
    }

    private boolean mayBegin() {
        if (turns.starts().isEmpty()) return true;
        return turns.starts().stream().anyMatch(it -> in.match(0, it) != Pending.NO)
                || in.match(0, turns.body()) != Pending.NO;
    }

    private boolean isRecipient(String header) {
        return turns.text().contains(header) || reading.tools().has(header);
    }

    private Part body(String header) {
        var name = recipient(header, turns.call());
        if (!name.isEmpty() && !turns.text().contains(name) && !turns.reasoning().endsWith(turns.call() + name)) {
            return call(name);
        }
        if (!turns.other().isEmpty() && !isForPerson(recipient(header, turns.other()))) {
            in.release();
            return new DroppedPart(reading);
        }
        if (!turns.reasoning().isEmpty() && header.contains(turns.reasoning())) {
            reading.answer().openReasoning(in.giveBack());
            return new ReasoningPart(reading);
        }
        in.release();
        return reading.text();
    }

    private boolean isForPerson(String recipient) {
        return recipient.isEmpty() || turns.text().contains(recipient);
    }

    /// Returns the word behind a prefix, or `""`.
    private static String recipient(String header, String prefix) {
        int at = header.indexOf(prefix);
        if (at < 0) return "";
        int start = at + prefix.length();
        int end = start;
        while (end < header.length() && !Character.isWhitespace(header.charAt(end)) && header.charAt(end) != '<') end++;
        return header.substring(start, end);
    }

    private Part call(String name) {
        if (!reading.calls()) {
            in.release();
            return new DroppedPart(reading);
        }
        in.mark();
        if (reading.format().calls().call().body() != Slot.JSON) return CallPart.of(reading, reading::text);
        return new JsonPart(reading, "", name, new ClosingPart(reading, turns.ends(), reading::text));
    }
}
