package dev.panallama.jinja;

import java.util.function.Supplier;

/// What is not there: prints as nothing, is false and empty, and fails in any other use.
///
/// @param problem gives the message of that failure
record Undefined(Supplier<String> problem) {
    Undefined(String message) {
        this(() -> message);
    }

    String message() {
        return problem.get();
    }

    static Undefined element(Object value, Object name) {
        return new Undefined(() -> {
            String type = value == None.NONE ? "None" : Types.name(value) + " object";
            if (name instanceof Text) return "'%s' has no attribute '%s'".formatted(type, name);
            return "%s has no element %s".formatted(type, Types.isInteger(name) ? name : Types.name(name));
        });
    }

    static Undefined unsafe(Object value, String name) {
        return new Undefined(
                () -> "access to attribute '%s' of '%s' object is unsafe".formatted(name, Types.name(value)));
    }
}
