package dev.panallama.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A macro as it is written, or the body of a call block.
///
/// @param name null for a call block's
/// @param defaults of the last parameters
/// @param reads the variables that the defaults read
/// @param special the variables among `caller`, `kwargs` and `varargs` that the body uses without being given them
record MacroBody(@Nullable String name, List<Name> parameters, List<Expression> defaults, List<Name> reads,
        List<Name> special, Block block) {
    /// Returns the default of a parameter, or null if it has none.
    @Nullable
    Expression defaultOf(int parameter) {
        int index = parameter - (parameters.size() - defaults.size());
        return index < 0 ? null : defaults.get(index);
    }

    /// Returns the special variable of that name, or null if the body does not use it.
    @Nullable
    Name special(String name) {
        return special.stream().filter(it -> it.text().equals(name)).findFirst().orElse(null);
    }
}
