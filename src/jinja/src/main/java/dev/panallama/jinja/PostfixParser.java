package dev.panallama.jinja;

import dev.panallama.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what follows an operand: attributes, subscripts, calls, filters and tests.
final class PostfixParser {
    private final TokenStream in;
    private final ExpressionParser expressions;

    PostfixParser(TokenStream in, ExpressionParser expressions) {
        this.in = in;
        this.expressions = expressions;
    }

    void addPostfix(List<Postfix.Step> steps) {
        while (true) {
            if (in.atOperator(".")) steps.add(attribute(in.next().offset()));
            else if (in.atOperator("[")) steps.add(subscript(in.next().offset()));
            else if (in.atOperator("(")) steps.add(call());
            else return;
        }
    }

    void addFilters(List<Postfix.Step> steps) {
        while (true) {
            if (in.skipOperator("|")) steps.add(filter());
            else if (in.skipName("is")) steps.add(test());
            else if (in.atOperator("(")) steps.add(call());
            else return;
        }
    }

    private Postfix.Step attribute(int offset) {
        Token token = in.next();
        return switch (token.kind()) {
            case NAME -> new Postfix.Attribute(Text.of(token.text()), offset);
            case INTEGER -> new Postfix.Item(Literals.constant(token.value()), offset);
            default -> throw in.failure(token.offset(), "expected a name or number, found %s", token.found());
        };
    }

    private Postfix.Step subscript(int offset) {
        if (in.skipOperator("]")) return new Postfix.Item(Literals.tuple(List.of()), offset); // there is no such key
        Expression start = in.atOperator(":") ? null : expressions.expression();
        if (start != null && in.skipOperator("]")) return new Postfix.Item(start, offset);
        in.expectOperator(":");
        Expression stop = bound();
        Expression step = in.skipOperator(":") ? bound() : null;
        in.expectOperator("]");
        return new Postfix.Slice(start, stop, step, offset);
    }

    private @Nullable Expression bound() {
        return in.atOperator(":") || in.atOperator("]") ? null : expressions.expression();
    }

    private Postfix.Step call() {
        int offset = in.current().offset();
        return new Postfix.Call(arguments(), offset);
    }

    private CallArguments arguments() {
        in.expectOperator("(");
        var positional = new ArrayList<Expression>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!in.atOperator(")")) {
            if (in.at(Kind.NAME) && in.following().isOperator("=")) named(named);
            else if (named.isEmpty()) positional.add(expressions.expression());
            else throw in.failure("an argument without a name cannot stand after those with one");
            if (!in.atOperator(")")) in.expectOperator(",");
        }
        in.next();
        return new CallArguments(positional, named);
    }

    private void named(Map<String, Expression> named) {
        Token name = in.next();
        in.next();
        if (named.put(name.text(), expressions.expression()) != null)
            throw in.failure(name.offset(), "the argument '%s' is given twice", name.text());
    }

    /// Reads a filter's name and arguments.
    Postfix.Step filter() {
        int offset = in.current().offset();
        String name = in.expect(Kind.NAME, "a name").text();
        CallArguments arguments = in.atOperator("(") ? arguments() : CallArguments.NONE;
        return new Postfix.Applied("filter", name, Filters.find(name), arguments, offset);
    }

    private Postfix.Step test() {
        boolean negated = in.skipName("not");
        int offset = in.current().offset();
        String name = in.expect(Kind.NAME, "a name").text();
        Filters.Filter test = Tests.find(name);
        Filters.Filter asked = test == null || !negated
                ? test
                : (rendering, value, arguments) -> !Types.truth(test.apply(rendering, value, arguments));
        return new Postfix.Applied("test", name, asked, testArguments(), offset);
    }

    private CallArguments testArguments() {
        if (in.atOperator("(")) return arguments();
        boolean argument = switch (in.current().kind()) {
            case STRING, INTEGER, FLOAT -> true;
            case NAME -> !in.atName("else") && !in.atName("or") && !in.atName("and");
            case OPERATOR -> in.atOperator("[") || in.atOperator("{");
            default -> false;
        };
        if (!argument) return CallArguments.NONE;
        if (in.atName("is")) throw in.failure("tests cannot be chained with 'is'");
        return new CallArguments(List.of(expressions.operand()), Map.of());
    }
}
