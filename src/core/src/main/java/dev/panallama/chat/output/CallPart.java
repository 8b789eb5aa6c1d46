package dev.panallama.chat.output;

import dev.panallama.chat.output.Shape.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads one call up to its arguments. What turns out to be none stays text.
final class CallPart implements Part {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");
    private static final Pattern PATH = Pattern.compile("(?:functions\\.)?(.*?)(?::\\d+)?");
    private static final int MOST_CHARACTERS = 256;

    private final Reading reading;
    private final Pending in;
    private final Shape shape;
    private final Supplier<Part> after;
    private final boolean known;
    private int piece;
    private String id = "";
    private String name = "";

    private CallPart(Reading reading, Supplier<Part> after, boolean known) {
        this.reading = reading;
        this.after = after;
        this.known = known;
        in = reading.in();
        shape = reading.format().calls().call();
    }

    /// Reads a call.
    ///
    /// @param after returns what reads on behind it
    static Part of(Reading reading, Supplier<Part> after) {
        return new CallPart(reading, after, false);
    }

    /// Reads a call of which a part may be missing, and which therefore counts only if there is such a tool.
    static Part ofKnownTool(Reading reading, Supplier<Part> after) {
        return new CallPart(reading, after, true);
    }

    @Override
    public @Nullable Part read() {
        while (true) {
            int before = piece;
            var next = switch (shape.pieces().get(piece)) {
                case Piece.Text(var text) -> text(text);
                case Piece.Open(var slot) when slot.isBody() -> body(slot);
                case Piece.Open(var slot) -> slot(slot);
            };
            if (next != null || piece == before) return next;
        }
    }

    private @Nullable Part text(String expected) {
        int end = in.match(0, lead(expected));
        if (end == Pending.NO && piece == 0) end = in.match(0, reading.format().calls().shortOpening());
        if (end == Pending.MAYBE) return null;
        if (end == Pending.NO) return optional() ? skipOptional() : reading.giveBack();
        in.skip(end);
        piece++;
        return null;
    }

    /// The blanks before a text may be missing, and so may others come; those behind it belong to what follows.
    private static String lead(String expected) {
        return " " + expected.strip();
    }

    /// Returns whether here is an id that may be missing.
    private boolean optional() {
        return piece > 0 && shape.indexOf(Slot.ID) == piece + 1;
    }

    private @Nullable Part skipOptional() {
        piece += 2;
        return null;
    }

    private @Nullable Part slot(Slot slot) {
        int end = endOfSlot();
        if (end == Pending.MAYBE) return null;
        if (end < 0) return reading.giveBack();
        var value = in.take(end).strip();
        switch (slot) {
            case ID -> id = value;
            case PATH -> path(value);
            case NAME -> name = value;
            default -> {
            }
        }
        if ((slot == Slot.NAME || slot == Slot.PATH) && !isTool()) return reading.giveBack();
        piece++;
        return null;
    }

    private void path(String value) {
        id = value;
        var parts = PATH.matcher(value);
        name = parts.matches() ? parts.group(1) : value;
    }

    private boolean isTool() {
        return known ? reading.tools().has(name) : NAME.matcher(name).matches();
    }

    /// Returns where what follows begins: the first that is found of what may follow.
    private int endOfSlot() {
        int first = Pending.NO;
        boolean maybe = false;
        for (var follower : followers()) {
            int at = in.find(follower, 0, MOST_CHARACTERS);
            maybe |= at == Pending.MAYBE;
            if (at >= 0 && (first < 0 || at < first)) first = at;
        }
        return first < 0 && maybe ? Pending.MAYBE : first;
    }

    private List<String> followers() {
        var next = shape.textAt(piece + 1).strip();
        var followers = new ArrayList<String>();
        if (shape.indexOf(Slot.LITERALS) == piece + 1) {
            followers.add("{");
        } else if (next.isEmpty()) {
            followers.add(reading.format().calls().argument().opening().strip());
            followers.addAll(shape.closers(Slot.ARGUMENTS));
        } else {
            followers.add(next);
            if (shape.indexOf(Slot.ID) == piece + 2) followers.add(shape.textAt(piece + 3).strip());
        }
        return followers;
    }

    private Part body(Slot body) {
        var closing = new ClosingPart(reading, shape.closers(body), after);
        return switch (body) {
            case CALL -> new CallObjectPart(reading, known, closing);
            case JSON -> new JsonPart(reading, id, name, closing);
            case KEYWORDS -> new LiteralsPart(reading, id, name, closing, false);
            case LITERALS -> new LiteralsPart(reading, id, name, closing, true);
            default -> new ArgumentsPart(reading, id, name, closing);
        };
    }
}
