package dev.panallama.grammar.schema;

import java.util.ArrayList;
import java.util.List;

/// Where a conversion stands in a schema, and by which references it came there.
///
/// @param path from the schema's root, such as `$.properties.size`
/// @param depth how many schemas enclose this one
/// @param references those followed since the last value began: one of them again would never end
record Place(String path, int depth, List<String> references) {
    static final int MOST_DEPTH = 120; // a thread with 512 kB of stack has room for twice that
    private static final int SHOWN = 200;

    /// Returns the root of a schema.
    static Place root() {
        return new Place("$", 0, List.of());
    }

    /// Returns the place of a schema for a part of this value, behind a bracket.
    Place inside(String step) {
        return below(step, List.of());
    }

    /// Returns the place of a schema for this same value.
    Place beside(String step) {
        return below(step, references);
    }

    /// Returns the place that a reference leads to.
    ///
    /// @throws IllegalArgumentException if it leads back to here and no value lies between
    Place through(String reference) {
        if (references.contains(reference)) {
            throw refused("$ref \"%s\" leads back to itself: put an object or an array between".formatted(reference));
        }
        var followed = new ArrayList<>(references);
        followed.add(reference);
        return below("$ref", followed);
    }

    /// Returns the exception that says what is wrong here.
    IllegalArgumentException refused(String message) {
        int cut = path.length() - SHOWN;
        var shown = cut <= 0 ? path : "$..." + path.substring(cut);
        return new IllegalArgumentException("the JSON schema at " + shown + ": " + message);
    }

    private Place below(String step, List<String> followed) {
        if (depth == MOST_DEPTH) {
            throw refused("schemas are nested more than %d deep: make it flatter".formatted(MOST_DEPTH));
        }
        return new Place(path + (step.startsWith("[") ? "" : ".") + step, depth + 1, followed);
    }
}
