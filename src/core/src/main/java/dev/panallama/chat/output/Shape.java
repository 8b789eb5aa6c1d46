package dev.panallama.chat.output;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How something is written: texts with slots between them, such as `<function={name}>{json}</function>`. Immutable.
///
/// @param pieces texts and slots, in order
record Shape(List<Piece> pieces) {
    /// A part of a shape.
    sealed interface Piece {
        /// A text that stands there as it is.
        record Text(String text) implements Piece {}

        /// Something that differs.
        record Open(Slot slot) implements Piece {}
    }

    static final Shape EMPTY = new Shape(List.of());

    Shape {
        pieces = List.copyOf(pieces);
    }

    /// Reads a shape as the table writes it.
    static Shape of(String text) {
        var pieces = new ArrayList<Piece>();
        int from = 0;
        for (int at = 0; at < text.length(); at++) {
            var slot = slotAt(text, at);
            if (slot == null) continue;
            if (at > from) pieces.add(new Piece.Text(text.substring(from, at)));
            pieces.add(new Piece.Open(slot));
            from = at + slot.mark().length();
            at = from - 1;
        }
        if (from < text.length()) pieces.add(new Piece.Text(text.substring(from)));
        return new Shape(pieces);
    }

    private static @Nullable Slot slotAt(String text, int at) {
        if (text.charAt(at) != '{') return null;
        for (var slot : Slot.values()) if (text.startsWith(slot.mark(), at)) return slot;
        return null;
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /// Returns the text that it begins with, or `""` if that is a slot.
    String opening() {
        return textAt(0);
    }

    /// Returns the text at this place, or `""` if there is none.
    String textAt(int piece) {
        return piece >= 0 && piece < pieces.size() && pieces.get(piece) instanceof Piece.Text(var text) ? text : "";
    }

    /// Returns where a slot is, or -1.
    int indexOf(Slot slot) {
        return pieces.indexOf(new Piece.Open(slot));
    }

    boolean has(Slot slot) {
        return indexOf(slot) >= 0;
    }

    /// Returns the slot that is the body of a call, or null if it has none.
    @Nullable
    Slot body() {
        for (var piece : pieces) if (piece instanceof Piece.Open(var slot) && slot.isBody()) return slot;
        return null;
    }

    /// Returns where the value of an argument is, or -1.
    int indexOfValue() {
        for (int i = 0; i < pieces.size(); i++) {
            if (pieces.get(i) instanceof Piece.Open(var slot) && slot.isValue()) return i;
        }
        return -1;
    }

    /// Returns the words behind a slot, without the blanks around them: what closes it.
    List<String> closers(Slot slot) {
        var text = textAt(indexOf(slot) + 1).strip();
        return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    }

    /// Writes it as the table does.
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (var piece : pieces) {
            switch (piece) {
                case Piece.Text(var it) -> text.append(it);
                case Piece.Open(var slot) -> text.append(slot.mark());
            }
        }
        return text.toString();
    }
}
