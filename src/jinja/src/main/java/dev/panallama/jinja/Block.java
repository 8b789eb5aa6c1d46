package dev.panallama.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statements one after the other. [Resolver] gives a block that is a scope its variables.
final class Block {
    static final Block EMPTY = new Block(List.of());

    private final List<Statement> statements;
    private Scope scope = Scope.NONE;
    private Symbols.@Nullable Function function;

    Block(List<Statement> statements) {
        this.statements = statements;
    }

    List<Statement> statements() {
        return statements;
    }

    void resolve(Symbols symbols) {
        scope = symbols.scope();
        function = symbols.function();
    }

    /// Returns a new frame for a block that is the body of a function.
    Frame frame(Frame outer) {
        if (function == null) throw new AssertionError("not resolved");
        return outer.inner(function);
    }

    void enter(Frame frame) {
        scope.enter(frame);
    }

    Statement.Flow run(Frame frame, TextBuilder out) {
        for (Statement statement : statements) {
            Statement.Flow flow = statement.run(frame, out);
            if (flow != Statement.Flow.ON) return flow;
        }
        return Statement.Flow.ON;
    }
}
