package dev.panallama.jinja;

import dev.panallama.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final List<Name> names = new ArrayList<>();

    ExpressionParser(TokenStream in) {
        this.in = in;
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
        var conditions = new ArrayList<Expression>();
        Expression otherwise = Operators.Conditional.MISSING;
        while (in.skipName("if")) {
            conditions.add(or());
            if (!in.skipName("else")) continue;
            otherwise = expression();
            break;
        }
        if (conditions.isEmpty()) return value;
        return new Operators.Conditional(value, conditions, otherwise);
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
        return new Operators.Either(decides, operands);
    }

    private Expression not() {
        if (!in.skipName("not")) return comparison();
        return new Operators.Not(nested(this::not));
    }

    private Expression comparison() {
        Expression first = rank(0);
        var rest = new ArrayList<Operators.Operand>();
        for (String operator = comparisonOperator(); operator != null; operator = comparisonOperator()) {
            int offset = in.next().offset();
            if (operator.equals("not in")) in.next();
            rest.add(new Operators.Operand(operator, rank(0), offset));
        }
        return rest.isEmpty() ? first : new Operators.Comparisons(first, rest);
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
        return operators.contains("~") ? concatenation(first, rest) : new Operators.Arithmetical(first, rest);
    }

    private static Expression concatenation(Expression first, List<Operators.Operand> rest) {
        var parts = new ArrayList<>(List.of(first));
        rest.forEach(it -> parts.add(it.value()));
        return new Operators.Concatenation(parts);
    }

    private Expression unary(boolean withFilters) {
        Expression operand;
        if (in.atOperator("-") || in.atOperator("+")) {
            Token sign = in.next();
            operand = new Operators.Sign(sign.text().equals("-"), nested(() -> unary(false)), sign.offset());
        } else {
            operand = primary();
        }
        var steps = new ArrayList<Postfix.Step>();
        addPostfix(steps);
        if (withFilters) addFilters(steps);
        return steps.isEmpty() ? operand : new Postfix(operand, steps);
    }

    private Expression primary() {
        Token token = in.next();
        return switch (token.kind()) {
            case NAME -> name(token);
            case STRING -> string(token);
            case INTEGER, FLOAT -> new Literals.Constant(token.value());
            case OPERATOR -> switch (token.text()) {
                case "(" -> parenthesized();
                case "[" -> new Literals.ListLiteral(elements("]"));
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
            case "true", "True" -> new Literals.Constant(true);
            case "false", "False" -> new Literals.Constant(false);
            case "none", "None" -> new Literals.Constant(None.NONE);
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
        return new Literals.Constant(Text.of(text.toString()));
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
        return new Literals.DictLiteral(keys, values, offset);
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
        return new Literals.TupleLiteral(elements);
    }

    private boolean atTupleEnd(String... endNames) {
        if (in.at(Kind.END_PRINT) || in.at(Kind.END_BLOCK) || in.atOperator(")")) return true;
        for (String name : endNames) if (in.atName(name)) return true;
        return false;
    }

    private void addPostfix(List<Postfix.Step> steps) {
        while (true) {
            if (in.atOperator(".")) steps.add(attribute(in.next().offset()));
            else if (in.atOperator("[")) steps.add(subscript(in.next().offset()));
            else if (in.atOperator("(")) steps.add(call());
            else return;
        }
    }

    private void addFilters(List<Postfix.Step> steps) {
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
            case INTEGER -> new Postfix.Item(new Literals.Constant(token.value()), offset);
            default -> throw in.failure(token.offset(), "expected a name or number, found %s", token.found());
        };
    }

    private Postfix.Step subscript(int offset) {
        var keys = new ArrayList<Object>();
        while (!in.atOperator("]")) {
            if (!keys.isEmpty()) in.expectOperator(",");
            keys.add(subscriptKey(offset));
        }
        in.expectOperator("]");
        if (keys.size() == 1 && keys.getFirst() instanceof Postfix.Slice slice) return slice;
        if (keys.size() == 1 && keys.getFirst() instanceof Expression key) return new Postfix.Item(key, offset);
        var elements = new ArrayList<Expression>();
        for (Object key : keys) {
            if (!(key instanceof Expression element)) throw in.failure(offset, "a slice cannot stand in a tuple");
            elements.add(element);
        }
        return new Postfix.Item(new Literals.TupleLiteral(elements), offset);
    }

    private Object subscriptKey(int offset) {
        Expression start = in.atOperator(":") ? null : expression();
        if (start != null && !in.atOperator(":")) return start;
        in.next();
        Expression stop = bound();
        Expression step = in.skipOperator(":") ? bound() : null;
        return new Postfix.Slice(start, stop, step, offset);
    }

    private @Nullable Expression bound() {
        return in.atOperator(":") || in.atOperator("]") || in.atOperator(",") ? null : expression();
    }

    private Postfix.Step call() {
        int offset = in.current().offset();
        return new Postfix.Call(arguments(), offset);
    }

    private CallArguments arguments() {
        int offset = in.expectOperator("(").offset();
        var positional = new ArrayList<Expression>();
        Map<String, Expression> named = new LinkedHashMap<>();
        Expression spread = null;
        Expression namedSpread = null;
        boolean first = true;
        while (!in.atOperator(")")) {
            if (!first) in.expectOperator(",");
            if (in.atOperator(")")) break;
            first = false;
            boolean isNamed = in.at(Kind.NAME) && in.following().isOperator("=");
            boolean late = namedSpread != null || (!isNamed && !in.atOperator("**") && spread != null)
                    || (!isNamed && !in.atOperator("*") && !in.atOperator("**") && !named.isEmpty());
            if (late) throw in.failure("an argument cannot stand after those before it");
            if (in.skipOperator("*")) spread = expression();
            else if (in.skipOperator("**")) namedSpread = expression();
            else if (isNamed) named(named);
            else positional.add(expression());
        }
        in.expectOperator(")");
        return new CallArguments(positional, named, spread, namedSpread, offset);
    }

    private void named(Map<String, Expression> named) {
        Token name = in.next();
        in.next();
        if (named.put(name.text(), expression()) != null)
            throw in.failure(name.offset(), "the argument '%s' is given twice", name.text());
    }

    private String dottedName() {
        var name = new StringBuilder(in.expect(Kind.NAME, "a name").text());
        while (in.skipOperator(".")) name.append('.').append(in.expect(Kind.NAME, "a name").text());
        return name.toString();
    }

    /// Reads a filter's name and arguments.
    Postfix.Step filter() {
        int offset = in.current().offset();
        String name = dottedName();
        CallArguments arguments = in.atOperator("(") ? arguments() : CallArguments.none(offset);
        return new Postfix.Applied("filter", name, Filters.find(name), arguments, offset);
    }

    private Postfix.Step test() {
        boolean negated = in.skipName("not");
        int offset = in.current().offset();
        String name = dottedName();
        Filters.Filter test = Tests.find(name);
        Filters.Filter asked = test == null || !negated
                ? test
                : (rendering, value, arguments) -> !Types.truth(test.apply(rendering, value, arguments));
        return new Postfix.Applied("test", name, asked, testArguments(offset), offset);
    }

    private CallArguments testArguments(int offset) {
        if (in.atOperator("(")) return arguments();
        boolean argument = switch (in.current().kind()) {
            case STRING, INTEGER, FLOAT -> true;
            case NAME -> !in.atName("else") && !in.atName("or") && !in.atName("and");
            case OPERATOR -> in.atOperator("[") || in.atOperator("{");
            default -> false;
        };
        if (!argument) return CallArguments.none(offset);
        if (in.atName("is")) throw in.failure("tests cannot be chained with 'is'");
        Expression operand = nested(this::primary);
        var steps = new ArrayList<Postfix.Step>();
        addPostfix(steps);
        Expression value = steps.isEmpty() ? operand : new Postfix(operand, steps);
        return new CallArguments(List.of(value), Map.of(), null, null, offset);
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
