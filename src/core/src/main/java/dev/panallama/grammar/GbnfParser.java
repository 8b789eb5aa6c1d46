package dev.panallama.grammar;

import dev.panallama.error.GrammarException;
import dev.panallama.grammar.Expression.Characters;
import dev.panallama.grammar.Expression.Choice;
import dev.panallama.grammar.Expression.OneToken;
import dev.panallama.grammar.Expression.Reference;
import dev.panallama.grammar.Expression.Repetition;
import dev.panallama.grammar.Expression.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads a grammar in llama.cpp's GBNF (grammars/README.md and src/llama-grammar.cpp of its source).
final class GbnfParser {
    static final int MAX_SOURCE = 256 * 1024; // UTF-16 units
    static final int MAX_RULES = 2_000;
    static final int MAX_NESTING = 500;
    static final int MAX_ALTERNATIVES = 10_000;
    static final int MAX_REPETITIONS = 65_536;
    private static final int MAX_TOKEN_ID = Integer.MAX_VALUE - 1;

    /// @param offset where its name stands in the text
    record Rule(int offset, Expression body) {}

    private final GbnfReader in;
    private final GbnfCharacters characters;
    private final Map<String, Rule> rules = new LinkedHashMap<>();

    private GbnfParser(String text) {
        in = new GbnfReader(text);
        characters = new GbnfCharacters(in);
    }

    /// Returns the rules by name, in the order of the text.
    ///
    /// @throws GrammarException if the text is no grammar or above one of the limits
    static Map<String, Rule> parse(String text) {
        if (text.length() > MAX_SOURCE)
            throw new GrammarException("a grammar of %,d characters is too long: the limit is %,d"
                    .formatted(text.length(), MAX_SOURCE));
        var parser = new GbnfParser(text);
        parser.in.skipSpace(true);
        while (!parser.in.atEnd()) parser.rule();
        return parser.rules;
    }

    private void rule() {
        int start = in.position();
        String name = in.word();
        if (name.isEmpty())
            throw in.failure("expected a rule's name, which is letters, digits and '-', found " + in.found());
        in.skipSpace(false);
        in.expect("::=", "after the rule's name");
        if (rules.containsKey(name)) throw in.failure("rule %s is defined twice".formatted(name), start);
        if (rules.size() == MAX_RULES) throw in.failure("there are more than %,d rules".formatted(MAX_RULES), start);
        in.skipSpace(true);
        rules.put(name, new Rule(start, choice(0)));
        if (!in.atEnd() && !in.skip("\r\n") && !in.skip("\n") && !in.skip("\r"))
            throw in.failure("expected an element, '|' or the end of the line, found " + in.found());
        in.skipSpace(true);
    }

    /// @param nesting the number of groups around it
    private Expression choice(int nesting) {
        var alternatives = new ArrayList<Expression>();
        alternatives.add(sequence(nesting));
        while (in.skip("|")) {
            if (alternatives.size() == MAX_ALTERNATIVES)
                throw in.failure("there are more than %,d alternatives in one place".formatted(MAX_ALTERNATIVES));
            in.skipSpace(true);
            alternatives.add(sequence(nesting));
        }
        return alternatives.size() == 1 ? alternatives.getFirst() : new Choice(alternatives);
    }

    private Expression sequence(int nesting) {
        var parts = new ArrayList<Expression>();
        int operators = 0;
        while (true) {
            if (isOperator(in.peek())) {
                if (parts.isEmpty()) throw in.failure("expected something to repeat before " + in.found());
                checkNesting(nesting + ++operators);
                parts.add(repetition(parts.removeLast()));
            } else if (beginsElement(in.peek())) {
                operators = 0;
                parts.add(element(nesting));
            } else {
                return parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
            }
            in.skipSpace(nesting > 0);
        }
    }

    private static boolean isOperator(char next) {
        return next == '*' || next == '+' || next == '?' || next == '{';
    }

    private static boolean beginsElement(char next) {
        return GbnfReader.isWord(next) || (next != 0 && "\"[<!(.".indexOf(next) >= 0);
    }

    private Expression element(int nesting) {
        return switch (in.peek()) {
            case '"' -> literal();
            case '[' -> new Characters(characters.set());
            case '<', '!' -> token();
            case '(' -> group(nesting + 1);
            case '.' -> {
                in.next();
                yield new Characters(CodePoints.ANY);
            }
            default -> {
                int start = in.position();
                yield new Reference(in.word(), start);
            }
        };
    }

    private Expression literal() {
        int start = in.position();
        in.next();
        var parts = new ArrayList<Expression>();
        while (!in.skip("\"")) {
            if (in.atEnd()) throw in.failure("expected '\"' to end the text that begins here", start);
            int codePoint = characters.inLiteral();
            parts.add(new Characters(CodePoints.of(codePoint, codePoint)));
        }
        return parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
    }

    private Expression group(int nesting) {
        checkNesting(nesting);
        int start = in.position();
        in.next();
        in.skipSpace(true);
        Expression inner = choice(nesting);
        if (in.atEnd()) throw in.failure("expected ')' to close the group that begins here", start);
        in.expect(")", "to close the group");
        return inner;
    }

    private void checkNesting(int nesting) {
        if (nesting > MAX_NESTING)
            throw in.failure("groups and repetitions are nested more than %d deep".formatted(MAX_NESTING));
    }

    private Expression token() {
        boolean negated = in.skip("!");
        int start = in.position();
        in.expect("<", "and a token, such as <[12]> or <name>");
        if (!in.skip("[")) return new OneToken(new TokenElement(in.through('>', start), -1, negated, start));
        int id = in.number(MAX_TOKEN_ID);
        if (id > MAX_TOKEN_ID) throw in.failure("the token id is too large", start);
        in.expect("]>", "after the token's id");
        return new OneToken(new TokenElement("", id, negated, start));
    }

    private Expression repetition(Expression body) {
        int start = in.position();
        return switch (in.next()) {
            case '*' -> new Repetition(body, 0, Repetition.UNLIMITED, start);
            case '+' -> new Repetition(body, 1, Repetition.UNLIMITED, start);
            case '?' -> new Repetition(body, 0, 1, start);
            default -> counted(body, start);
        };
    }

    private Expression counted(Expression body, int start) {
        in.skipSpace(true);
        int least = count();
        int most = least;
        if (in.skip(",")) {
            in.skipSpace(true);
            most = in.peek() == '}' ? Repetition.UNLIMITED : count();
        }
        in.expect("}", "after the number of repetitions");
        if (most < least)
            throw in.failure("{%d,%d} has its bounds in the wrong order".formatted(least, most), start);
        return new Repetition(body, least, most, start);
    }

    private int count() {
        int start = in.position();
        int count = in.number(MAX_REPETITIONS);
        if (count > MAX_REPETITIONS)
            throw in.failure("more than %,d repetitions are too many: leave the bound out, as in {0,}"
                    .formatted(MAX_REPETITIONS), start);
        in.skipSpace(true);
        return count;
    }
}
