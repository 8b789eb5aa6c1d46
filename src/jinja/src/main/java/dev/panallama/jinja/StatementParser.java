package dev.panallama.jinja;

import dev.panallama.jinja.Statement.Flow;
import dev.panallama.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads statements: text, prints and blocks.
final class StatementParser {
    private static final int NESTING = 2; // levels of depth that a block counts
    private static final Set<String> SPECIAL = Set.of("caller", "kwargs", "varargs");
    private static final Set<String> OTHER_FILES = Set.of("include", "import", "from", "extends", "block");

    /// What surrounds a statement.
    ///
    /// @param loops whether there is one to break off
    /// @param names whether a loop is around whose variable `loop` cannot be set
    private record Place(boolean loops, boolean names) {
        Place function() {
            return new Place(false, names);
        }
    }

    private final TokenStream in;
    private final ExpressionParser expressions;
    private Place place = new Place(false, false);

    private StatementParser(TokenStream in) {
        this.in = in;
        expressions = new ExpressionParser(in);
    }

    static Block parse(Source source, Limits limits) {
        var parser = new StatementParser(new TokenStream(source, limits));
        Block all = parser.statements();
        if (!parser.in.at(Kind.END)) throw parser.unknownTag();
        return all;
    }

    /// Reads statements up to the beginning of a tag that ends them, or to the end.
    private Block statements(String... ends) {
        var statements = new ArrayList<Statement>();
        while (!in.at(Kind.END)) {
            Token token = in.next();
            switch (token.kind()) {
                case DATA -> statements.add(new Statement.Data(Text.of(token.text())));
                case BEGIN_PRINT -> {
                    statements.add(print(() -> expressions.tuple(true, false)));
                    in.expect(Kind.END_PRINT, "the end of the print");
                }
                default -> {
                    if (atOneOf(ends)) return new Block(statements);
                    statements.add(tag());
                    in.expect(Kind.END_BLOCK, "the end of the tag");
                }
            }
        }
        if (ends.length > 0) throw in.failure("expected %s, found the end of the template", String.join(" or ", ends));
        return new Block(statements);
    }

    private boolean atOneOf(String... names) {
        for (String name : names) if (in.atName(name)) return true;
        return false;
    }

    /// Reads the rest of a tag and a body up to a tag of one of the names, which is the current token then.
    private Block body(Place inside, String... ends) {
        Place outside = place;
        place = inside;
        in.enter(NESTING);
        in.skipOperator(":");
        in.expect(Kind.END_BLOCK, "the end of the tag");
        Block body = statements(ends);
        in.leave(NESTING);
        place = outside;
        return body;
    }

    private Block wholeBody(Place inside, String end) {
        Block body = body(inside, end);
        in.next();
        return body;
    }

    /// What an expression reads, beside the expression.
    private record Read<T>(T value, List<Name> names) {}

    private <T> Read<T> read(Supplier<T> part) {
        int before = expressions.names().size();
        T value = part.get();
        return new Read<>(value, expressions.readsFrom(before));
    }

    private Statement print(Supplier<Expression> expression) {
        int offset = in.current().offset();
        Read<Expression> value = read(expression);
        return new Statement.Print(value.value, value.names, offset);
    }

    private Statement tag() {
        Token token = in.expect(Kind.NAME, "a tag's name");
        return switch (token.text()) {
            case "if" -> branches();
            case "for" -> loop(token.offset());
            case "set" -> set(token.offset());
            case "macro" -> macro();
            case "call" -> callBlock(token.offset());
            case "generation" -> generation(token.offset());
            case "filter" -> new Statement.FilterBlock(piping(), wholeBody(place, "endfilter"));
            case "with" -> with();
            case "break" -> jump(token, Flow.BREAK);
            case "continue" -> jump(token, Flow.CONTINUE);
            default -> {
                if (OTHER_FILES.contains(token.text()))
                    throw in.failure(token.offset(), "a chat template stands alone: it has no '%s'", token.text());
                throw in.failure(token.offset(), "unknown tag '%s'", token.text());
            }
        };
    }

    private TemplateSyntaxException unknownTag() {
        return in.failure("unexpected %s", in.current().found());
    }

    private Statement jump(Token token, Flow flow) {
        if (!place.loops) throw in.failure(token.offset(), "'%s' outside of a loop", token.text());
        return new Statement.Jump(flow);
    }

    private Statement branches() {
        var branches = new ArrayList<Statement.Branch>();
        do {
            Read<Expression> test = read(() -> expressions.tuple(false, false));
            branches.add(new Statement.Branch(test.value, test.names, body(place, "elif", "else", "endif")));
        } while (in.skipName("elif"));
        Block otherwise = in.skipName("else") ? body(place, "endif") : Block.EMPTY;
        in.next();
        return new Statement.If(branches, otherwise);
    }

    private Statement loop(int offset) {
        int before = expressions.names().size();
        Target target = expressions.target(false, "in");
        checkLoopNames(before);
        in.expectName("in");
        Read<Expression> iterable = read(() -> expressions.tuple(false, false, "recursive"));
        ForLoop.Condition condition = in.skipName("if") ? condition(target) : null;
        boolean recursive = in.skipName("recursive");
        Block body = body(new Place(true, true), "endfor", "else");
        Block otherwise = Block.EMPTY;
        if (in.skipName("else")) otherwise = body(recursive ? place.function() : place, "endfor");
        in.next();
        return new ForLoop(target, iterable.value, iterable.names, condition, recursive, new Name("loop", offset), body,
                otherwise, offset);
    }

    private ForLoop.Condition condition(Target target) {
        Read<Expression> test = read(expressions::expression);
        return new ForLoop.Condition(test.value, test.names, target.copy(), new Block(List.of()));
    }

    private void checkLoopNames(int from) {
        for (Name name : expressions.names().subList(from, expressions.names().size()))
            if (name.use() == Name.Use.SET && name.text().equals("loop"))
                throw in.failure(name.offset(), "the variable 'loop' of a loop cannot be assigned to");
    }

    private Statement set(int offset) {
        int before = expressions.names().size();
        Target target = expressions.target(true);
        if (place.names) checkLoopNames(before);
        if (in.skipOperator("=")) {
            Read<Expression> value = read(() -> expressions.tuple(true, false));
            return new Statement.Set(target, value.value, value.names, offset);
        }
        Statement.Piping filters = in.skipOperator("|") ? piping() : null;
        return new Statement.SetBlock(target, filters, wholeBody(place, "endset"), offset);
    }

    private Statement.Piping piping() {
        Read<List<Postfix.Step>> filters = read(() -> {
            var steps = new ArrayList<Postfix.Step>();
            do
                steps.add(expressions.filter());
            while (in.skipOperator("|"));
            return steps;
        });
        return new Statement.Piping(filters.value, filters.names);
    }

    private Statement with() {
        var targets = new ArrayList<Target>();
        var values = new ArrayList<Expression>();
        var reads = new ArrayList<Name>();
        while (!in.at(Kind.END_BLOCK)) {
            if (!targets.isEmpty()) in.expectOperator(",");
            Target target = expressions.target(false);
            target.names().forEach(it -> it.use(Name.Use.PARAMETER));
            targets.add(target);
            in.expectOperator("=");
            Read<Expression> value = read(expressions::expression);
            values.add(value.value);
            reads.addAll(value.names);
        }
        return new Statement.With(targets, values, reads, wholeBody(place, "endwith"));
    }

    private Statement macro() {
        Token token = in.current();
        Name name = expressions.name(Name.Use.PARAMETER);
        expressions.names().removeLast();
        return new Statement.Define(name, macroBody(token.text(), signature(), "endmacro"));
    }

    private Statement generation(int offset) {
        MacroBody body = macroBody(null, Signature.NONE, "endgeneration");
        return new Statement.CallBlock(null, CallArguments.NONE, List.of(), body, offset);
    }

    private Statement callBlock(int offset) {
        Signature signature = in.atOperator("(") ? signature() : Signature.NONE;
        Read<Postfix> call = read(this::call);
        List<Postfix.Step> steps = call.value.steps();
        Postfix.Call last = (Postfix.Call) steps.getLast();
        Expression function = new Postfix(call.value.operand(), steps.subList(0, steps.size() - 1));
        MacroBody body = macroBody(null, signature, "endcall");
        return new Statement.CallBlock(function, last.arguments(), call.names, body, offset);
    }

    private Postfix call() {
        Token begin = in.current();
        if (expressions.expression() instanceof Postfix postfix && postfix.endsInCall()) return postfix;
        throw in.failure(begin.offset(), "expected a call");
    }

    private MacroBody macroBody(@Nullable String name, Signature signature, String end) {
        int from = expressions.names().size();
        in.enter(ExpressionParser.NESTING);
        Block body = wholeBody(place.function(), end);
        in.leave(ExpressionParser.NESTING);
        List<Name> special = special(signature.parameters, from, signature.defaults.size());
        return new MacroBody(name, signature.parameters, signature.defaults, signature.reads, special, body);
    }

    /// What a macro is given.
    private record Signature(List<Name> parameters, List<Expression> defaults, List<Name> reads) {
        static final Signature NONE = new Signature(List.of(), List.of(), List.of());
    }

    private Signature signature() {
        var parameters = new ArrayList<Name>();
        Read<List<Expression>> defaults = read(() -> signature(parameters));
        return new Signature(parameters, defaults.value, defaults.names);
    }

    private List<Expression> signature(List<Name> parameters) {
        var defaults = new ArrayList<Expression>();
        in.expectOperator("(");
        while (!in.atOperator(")")) {
            if (!parameters.isEmpty()) in.expectOperator(",");
            parameters.add(expressions.name(Name.Use.PARAMETER));
            if (in.skipOperator("=")) defaults.add(expressions.expression());
            else if (!defaults.isEmpty()) throw in.failure("a parameter without a default follows one with a default");
        }
        in.expectOperator(")");
        return defaults;
    }

    /// Finds the special variables that a body reads before it sets them.
    private List<Name> special(List<Name> parameters, int from, int defaults) {
        var open = new HashSet<>(SPECIAL);
        var found = new ArrayList<Name>();
        for (Name name : expressions.names().subList(from, expressions.names().size()))
            if (open.remove(name.text()) && name.use() == Name.Use.READ)
                found.add(new Name(name.text(), name.offset()));
        for (int i = 0; i < parameters.size(); i++) {
            String name = parameters.get(i).text();
            boolean read = found.removeIf(it -> it.text().equals(name));
            if (read && name.equals("caller") && i < parameters.size() - defaults)
                throw in.failure(parameters.get(i).offset(), "the parameter 'caller' needs a default");
        }
        return found;
    }
}
