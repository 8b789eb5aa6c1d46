package dev.panallama.grammar;

/// A token that a grammar names: `<[12]>` by its id, `<think>` by its text; `!` before it means any other one.
///
/// @param text with the angle brackets; empty if the id is given
/// @param id -1 if the text is given
/// @param offset where this stands in the grammar's text
record TokenElement(String text, int id, boolean negated, int offset) {
    @Override
    public String toString() {
        return (negated ? "!" : "") + (id < 0 ? text : "<[" + id + "]>");
    }
}
