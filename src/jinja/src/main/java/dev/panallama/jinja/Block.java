package dev.panallama.jinja;

import java.util.List;

/// Statements one after the other. [Resolver] gives a block that is a scope its variables.
final class Block {
    static final Block EMPTY = new Block(List.of());

    private final List<Statement> statements;
    private Scope scope = Scope.NONE;

    Block(List<Statement> statements) {
        this.statements = statements;
    }

    List<Statement> statements() {
        return statements;
    }

    boolean isEmpty() {
        return statements.isEmpty();
    }

    void scope(Scope scope) {
        this.scope = scope;
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
