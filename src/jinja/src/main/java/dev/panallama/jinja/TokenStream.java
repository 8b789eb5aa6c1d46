package dev.panallama.jinja;

import dev.panallama.jinja.Token.Kind;
import java.util.List;

/// The tokens of a template, read from first to last, and how deep the reader is in them.
final class TokenStream {
    private final Source source;
    private final Limits limits;
    private final List<Token> tokens;
    private int position;
    private int depth;

    TokenStream(Source source, Limits limits) {
        this.source = source;
        this.limits = limits;
        tokens = Lexer.tokens(source);
    }

    Token current() {
        return tokens.get(position);
    }

    Token following() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = current();
        if (position < tokens.size() - 1) position++;
        return token;
    }

    boolean at(Kind kind) {
        return current().kind() == kind;
    }

    boolean atOperator(String text) {
        return current().isOperator(text);
    }

    boolean atName(String text) {
        return current().isName(text);
    }

    boolean skipOperator(String text) {
        if (!atOperator(text)) return false;
        position++;
        return true;
    }

    boolean skipName(String text) {
        if (!atName(text)) return false;
        position++;
        return true;
    }

    Token expectOperator(String text) {
        if (!atOperator(text)) throw failure("expected '%s', found %s", text, current().found());
        return next();
    }

    Token expectName(String text) {
        if (!atName(text)) throw failure("expected '%s', found %s", text, current().found());
        return next();
    }

    Token expect(Kind kind, String what) {
        if (!at(kind)) throw failure("expected %s, found %s", what, current().found());
        return next();
    }

    TemplateSyntaxException failure(String message, Object... values) {
        return failure(current().offset(), message, values);
    }

    TemplateSyntaxException failure(int offset, String message, Object... values) {
        return source.failure(offset, message, values);
    }

    /// Goes deeper into blocks and expressions.
    void enter(int levels) {
        depth += levels;
        if (depth > limits.depth()) throw source.tooDeep(current().offset(), limits);
    }

    void leave(int levels) {
        depth -= levels;
    }
}
