package dev.panallama.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A macro as it is written, or the body of a call block.
final class MacroBody {
    private final @Nullable String name;
    private final List<Name> parameters;
    private final List<Expression> defaults;
    private final List<Name> reads;
    private final List<Name> special;
    private final Block block;
    private final int nesting;
    private Symbols.@Nullable Function function;

    /// @param name null for a call block's
    /// @param defaults of the last parameters
    /// @param special the variables among `caller`, `kwargs` and `varargs` that the body uses without being given them
    /// @param nesting how deep its blocks and expressions go
    MacroBody(@Nullable String name, List<Name> parameters, List<Expression> defaults, List<Name> reads,
            List<Name> special, Block block, int nesting) {
        this.name = name;
        this.parameters = parameters;
        this.defaults = defaults;
        this.reads = reads;
        this.special = special;
        this.block = block;
        this.nesting = nesting;
    }

    @Nullable
    String name() {
        return name;
    }

    List<Name> parameters() {
        return parameters;
    }

    /// Returns the default of a parameter, or null if it has none.
    @Nullable
    Expression defaultOf(int parameter) {
        int index = parameter - (parameters.size() - defaults.size());
        return index < 0 ? null : defaults.get(index);
    }

    /// Returns the variables that the defaults read.
    List<Name> reads() {
        return reads;
    }

    List<Name> special() {
        return special;
    }

    /// Returns the special variable of that name, or null if the body does not use it.
    @Nullable
    Name special(String name) {
        return special.stream().filter(it -> it.text().equals(name)).findFirst().orElse(null);
    }

    Block block() {
        return block;
    }

    int nesting() {
        return nesting;
    }

    Symbols.Function function() {
        if (function == null) throw new AssertionError("not resolved");
        return function;
    }

    void function(Symbols.Function function) {
        this.function = function;
    }
}
