package dev.panallama.grammar.schema;

/// Limits the work on one schema, which references can multiply beyond any bound.
final class Budget {
    private static final int MOST = 50_000;

    private int spent;

    /// Counts `parts` that have to be looked at.
    void spend(int parts, Place place) {
        spent += parts;
        if (spent > MOST || spent < 0) {
            throw place
                    .refused("the schema has more than %,d parts, each counted as often as it is used: make it simpler"
                            .formatted(MOST));
        }
    }
}
