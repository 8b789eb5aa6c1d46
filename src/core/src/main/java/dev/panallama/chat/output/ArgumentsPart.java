package dev.panallama.chat.output;

import dev.panallama.chat.output.Shape.Piece;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads arguments that each have a shape of their own, such as `<parameter=city>Rome</parameter>`, and makes a JSON
/// object of them. Texts are passed on as they come; other values when they are whole.
final class ArgumentsPart implements Part {
    private static final int MOST_CHARACTERS = 256;

    private final Reading reading;
    private final Pending in;
    private final Shape shape;
    private final String name;
    private final ClosingPart closing;
    private int piece;
    private String key = "";
    private String isText = "";
    private int count;

    ArgumentsPart(Reading reading, String id, String name, ClosingPart closing) {
        this.reading = reading;
        this.name = name;
        this.closing = closing;
        in = reading.in();
        shape = reading.format().calls().argument();
        in.release();
        reading.answer().call(id, name);
    }

    @Override
    public @Nullable Part read() {
        while (true) {
            int before = piece;
            var next = piece == 0 ? begin() : piece(shape.pieces().get(piece));
            if (next != null || piece == before) return next;
        }
    }

    private @Nullable Part begin() {
        in.skipBlanks();
        if (in.isEmpty()) return null;
        for (var closer : closing.closers()) {
            int end = in.match(0, closer);
            if (end == Pending.MAYBE) return null;
            if (end >= 0) return close(closing);
        }
        int end = in.match(0, shape.opening().strip());
        if (end == Pending.MAYBE) return null;
        if (end == Pending.NO) return misfit();
        in.skip(end);
        piece++;
        return null;
    }

    /// Where a limit has cut the call, there are no more arguments; otherwise the model has broken it off, and text follows.
    private @Nullable Part misfit() {
        if (!in.isCut()) return close(reading.text());
        in.skip(in.length());
        return null;
    }

    private Part close(Part next) {
        reading.answer().arguments(count == 0 ? "{}" : "}");
        return next;
    }

    private @Nullable Part piece(Piece next) {
        return switch (next) {
            case Piece.Text(var text) -> text(text);
            case Piece.Open(var slot) when slot.isValue() -> value(slot);
            case Piece.Open(var slot) -> slot(slot);
        };
    }

    /// The blanks behind a text belong to the value, but for one line break where the shape has one.
    private @Nullable Part text(String expected) {
        int end = in.match(0, expected.strip());
        if (end == Pending.NO) return misfit();
        boolean breaks = end >= 0 && expected.endsWith("\n");
        if (end == Pending.MAYBE || (breaks && end == in.length() && !in.ended())) return null;
        in.skip(end);
        if (breaks && !in.isEmpty() && in.at(0) == '\n') in.skip(1);
        piece++;
        return null;
    }

    private @Nullable Part slot(Slot slot) {
        int end = in.find(shape.textAt(piece + 1).strip(), 0, MOST_CHARACTERS);
        if (end == Pending.MAYBE) return null;
        if (end < 0) return misfit();
        var value = in.take(end).strip();
        if (slot == Slot.KEY) key = value;
        else if (slot == Slot.IS_TEXT) isText = value;
        else if (slot == Slot.TYPE) isText = String.valueOf(value.equals("string"));
        piece++;
        return null;
    }

    private Part value(Slot slot) {
        reading.answer().arguments((count++ == 0 ? "{" : ", ") + Values.string(key) + ": ");
        piece = 0;
        if (isText()) return new TextValuePart(reading, closer(), breaks(), slot == Slot.DATA, this);
        if (slot == Slot.ELEMENTS) return new ElementsPart(reading, closer(), nestedOpening(), schema(), this);
        return new ValuePart(reading, closer(), this);
    }

    private Optional<JsonNode> schema() {
        return reading.tools().argument(name, key);
    }

    private boolean isText() {
        return schema().map(it -> reading.tools().isText(name, it)).orElse(isText.equals("true"));
    }

    private boolean breaks() {
        return shape.pieces().getLast() instanceof Piece.Text(var text) && text.startsWith("\n");
    }

    /// Returns what ends the value; it may have the key in it.
    private String closer() {
        var closer = new StringBuilder();
        for (int i = shape.indexOfValue() + 1; i < shape.pieces().size(); i++) {
            closer.append(shape.pieces().get(i) instanceof Piece.Text(var text) ? text : key);
        }
        return closer.toString().strip();
    }

    /// Returns what begins another value of this name, within this one.
    private String nestedOpening() {
        return shape.opening().strip() + key + shape.textAt(2).strip();
    }
}
