package dev.panallama.jinja;

import dev.panallama.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads expressions. What binds how tightly is jinja2's grammar, not Python's: a test binds tighter than every
/// operator, and `~` stands between `+` and `*`.
final class ExpressionParser {
    /// How many levels of depth an expression counts.
    static final int NESTING = 5;

    private static final List<List<String>> RANKS = List.of(List.of("+", "-"), List.of("~"),
            List.of("*", "/", "//", "%"), List.of("**"));
    private static final List<String> COMPARISONS = List.of("==", "!=", "<", "<=", ">", ">=");

    private final TokenStream in;
    private final PostfixParser postfixes;
    private final List<Name> names = new ArrayList<>();

    ExpressionParser(TokenStream in) {
        this.in = in;
        postfixes = new PostfixParser(in, this);
    }

    /// Reads a filter's name and arguments.
    Postfix.Step filter() {
        return postfixes.filter();
    }

    /// Returns all names so far, as they stand in the template.
    List<Name> names() {
        return names;
    }

    /// Returns the names read since there were so many.
    List<Name> readsFrom(int count) {
        return names.subList(count, names.size()).stream().filter(it -> it.use() == Name.Use.READ).toList();
    }

    private <T> T nested(Supplier<T> part) {
        in.enter(NESTING);
        T read = part.get();
        in.leave(NESTING);
        return read;
    }

    Expression expression() {
        return nested(this::conditional);
    }

    private Expression conditional() {
        Expression value = or();
        if (!in.skipName("if")) return value;
        Expression condition = or();
        return Operators.conditional(value, condition, in.skipName("else") ? expression() : Operators.MISSING);
    }

    /// Reads an expression without `if` and `else`.
    Expression or() {
        return either("or", true, this::and);
    }

    private Expression and() {
        return either("and", false, this::not);
    }

    private Expression either(String word, boolean decides, Supplier<Expression> operand) {
        Expression first = operand.get();
        if (!in.atName(word)) return first;
        var operands = new ArrayList<>(List.of(first));
        while (in.skipName(word)) operands.add(operand.get());
        return Operators.either(decides, operands);
    }

    private Expression not() {
        if (!in.skipName("not")) return comparison();
        return Operators.not(nested(this::not));
    }

    private Expression comparison() {
        Expression first = rank(0);
        var rest = new ArrayList<Operators.Operand>();
        for (String operator = comparisonOperator(); operator != null; operator = comparisonOperator()) {
            int offset = in.next().offset();
            if (operator.equals("not in")) in.next();
            rest.add(new Operators.Operand(operator, rank(0), offset));
        }
        return rest.isEmpty() ? first : Operators.comparisons(first, rest);
    }

    private @Nullable String comparisonOperator() {
        if (in.at(Kind.OPERATOR)) return COMPARISONS.contains(in.current().text()) ? in.current().text() : null;
        if (in.atName("in")) return "in";
        return in.atName("not") && in.following().isName("in") ? "not in" : null;
    }

    private Expression rank(int rank) {
        if (rank == RANKS.size()) return unary(true);
        Expression first = rank(rank + 1);
        List<String> operators = RANKS.get(rank);
        if (!in.at(Kind.OPERATOR) || !operators.contains(in.current().text())) return first;
        var rest = new ArrayList<Operators.Operand>();
        while (in.at(Kind.OPERATOR) && operators.contains(in.current().text())) {
            Token operator = in.next();
            rest.add(new Operators.Operand(operator.text(), rank(rank + 1), operator.offset()));
        }
        return operators.contains("~") ? concatenation(first, rest) : Operators.arithmetical(first, rest);
    }

    private static Expression concatenation(Expression first, List<Operators.Operand> rest) {
        var parts = new ArrayList<>(List.of(first));
        rest.forEach(it -> parts.add(it.value()));
        return Operators.concatenation(parts);
    }

    private Expression unary(boolean withFilters) {
        if (!in.atOperator("-") && !in.atOperator("+")) return withSteps(primary(), withFilters);
        Token sign = in.next();
        Expression value = nested(() -> unary(false));
        return withSteps(Operators.sign(sign.text().equals("-"), value, sign.offset()), withFilters);
    }

    /// Reads an operand without signs, filters and tests.
    Expression operand() {
        return withSteps(nested(this::primary), false);
    }

    private Expression withSteps(Expression operand, boolean withFilters) {
        var steps = new ArrayList<Postfix.Step>();
        postfixes.addPostfix(steps);
        if (withFilters) postfixes.addFilters(steps);
        return steps.isEmpty() ? operand : new Postfix(operand, steps);
    }

    private Expression primary() {
        Token token = in.next();
        return switch (token.kind()) {
            case NAME -> name(token);
            case STRING -> string(token);
            case INTEGER, FLOAT -> Literals.constant(token.value());
            case OPERATOR -> switch (token.text()) {
                case "(" -> parenthesized();
                case "[" -> Literals.list(elements("]"));
                case "{" -> dict(token.offset());
                default -> throw unexpected(token);
            };
            default -> throw unexpected(token);
        };
    }

    private TemplateSyntaxException unexpected(Token token) {
        return in.failure(token.offset(), "expected an expression, found %s", token.found());
    }

    private Expression name(Token token) {
        return switch (token.text()) {
            case "true", "True" -> Literals.constant(true);
            case "false", "False" -> Literals.constant(false);
            case "none", "None" -> Literals.constant(None.NONE);
            default -> variable(token);
        };
    }

    private Name variable(Token token) {
        var name = new Name(token.text(), token.offset());
        names.add(name);
        return name;
    }

    private Expression string(Token first) {
        var text = new StringBuilder(first.text());
        while (in.at(Kind.STRING)) text.append(in.next().text());
        return Literals.constant(Text.of(text.toString()));
    }

    private Expression parenthesized() {
        Expression inner = tuple(true, true);
        in.expectOperator(")");
        return inner;
    }

    /// Reads expressions up to a closing bracket, with commas between them.
    private List<Expression> elements(String close) {
        var elements = new ArrayList<Expression>();
        while (!in.atOperator(close)) {
            if (!elements.isEmpty()) in.expectOperator(",");
            if (in.atOperator(close)) break;
            elements.add(expression());
        }
        in.expectOperator(close);
        return elements;
    }

    private Expression dict(int offset) {
        var keys = new ArrayList<Expression>();
        var values = new ArrayList<Expression>();
        while (!in.atOperator("}")) {
            if (!keys.isEmpty()) in.expectOperator(",");
            if (in.atOperator("}")) break;
            keys.add(expression());
            in.expectOperator(":");
            values.add(expression());
        }
        in.expectOperator("}");
        return Literals.dict(keys, values, offset);
    }

    /// Reads one expression, or several with commas between them as a tuple.
    ///
    /// @param conditional whether an expression can have `if`
    /// @param empty whether there can be none, as in parentheses
    Expression tuple(boolean conditional, boolean empty, String... endNames) {
        var elements = new ArrayList<Expression>();
        boolean comma = false;
        while (!atTupleEnd(endNames)) {
            elements.add(conditional ? expression() : nested(this::or));
            if (!in.skipOperator(",")) {
                if (comma) break;
                return elements.getFirst();
            }
            comma = true;
        }
        if (elements.isEmpty() && !empty) throw unexpected(in.current());
        return Literals.tuple(elements);
    }

    private boolean atTupleEnd(String... endNames) {
        if (in.at(Kind.END_PRINT) || in.at(Kind.END_BLOCK) || in.atOperator(")")) return true;
        for (String name : endNames) if (in.atName(name)) return true;
        return false;
    }

    /// Reads what a value is assigned to: names, attributes of namespaces, and several of these.
    ///
    /// @param attributes whether attributes are allowed
    Target target(boolean attributes, String... endNames) {
        var targets = new ArrayList<Target>();
        int offset = in.current().offset();
        boolean comma = false;
        while (!atTupleEnd(endNames)) {
            targets.add(oneTarget(attributes));
            if (!in.skipOperator(",")) {
                if (comma) break;
                return targets.getFirst();
            }
            comma = true;
        }
        if (targets.isEmpty()) throw in.failure("expected a name to assign to, found %s", in.current().found());
        return new Target.Tuple(targets, offset);
    }

    private Target oneTarget(boolean attributes) {
        if (in.skipOperator("(")) return nested(() -> {
            int offset = in.current().offset();
            Target inner = in.atOperator(")") ? new Target.Tuple(List.of(), offset) : target(false);
            in.expectOperator(")");
            return inner;
        });
        Token token = in.expect(Kind.NAME, "a name to assign to");
        if (attributes && in.skipOperator("."))
            return new Target.Attribute(new Name(token.text(), token.offset()),
                    Text.of(in.expect(Kind.NAME, "an attribute's name").text()));
        return assigned(token, Name.Use.SET);
    }

    /// Reads one name that is assigned to or given as a parameter.
    Name name(Name.Use use) {
        return assigned(in.expect(Kind.NAME, "a name"), use);
    }

    private Name assigned(Token token, Name.Use use) {
        if (!(name(token) instanceof Name name))
            throw in.failure(token.offset(), "'%s' cannot be assigned to", token.text());
        name.use(use);
        return name;
    }
}
