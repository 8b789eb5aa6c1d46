package dev.panallama.grammar;

import dev.panallama.error.GrammarException;
import dev.panallama.grammar.Expression.Characters;
import dev.panallama.grammar.Expression.Choice;
import dev.panallama.grammar.Expression.OneToken;
import dev.panallama.grammar.Expression.Reference;
import dev.panallama.grammar.Expression.Repetition;
import dev.panallama.grammar.Expression.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Turns the rules of a grammar into a [Program].
final class Compiler {
    private static final int MAX_STEPS = 400_000;
    private static final int UNKNOWN = -1;
    private static final String ROOT = "root";

    /// @param rule the rule that it is, or is part of
    private record Routine(String rule, Expression body) {}

    private final String text;
    private final Map<String, GbnfParser.Rule> rules;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final List<Routine> routines = new ArrayList<>();
    private final IntList steps = new IntList();
    private final IntList arguments = new IntList();
    private final IntList starts = new IntList();
    private final List<TokenElement> tokens = new ArrayList<>();
    private final Utf8Automaton.Builder characters = new Utf8Automaton.Builder();

    private int offset; // of the last reference or repetition, for messages

    private Compiler(String text) {
        this.text = text;
        rules = GbnfParser.parse(text);
    }

    /// Returns the program of a grammar in GBNF.
    ///
    /// @throws GrammarException if the grammar is wrong or too large
    static Program compile(String text) {
        return new Compiler(text).compile();
    }

    private Program compile() {
        var root = rules.get(ROOT);
        if (root == null) throw new GrammarException("the grammar has no rule named root, where every text begins");
        indexes.put(ROOT, addRoutine(ROOT, root.body()));
        rules.forEach((name, rule) -> {
            if (!name.equals(ROOT)) indexes.put(name, addRoutine(name, rule.body()));
        });
        emit(Program.END, 0);
        for (int i = 0; i < routines.size(); i++) { // repetitions add routines meanwhile
            starts.add(steps.size());
            emit(routines.get(i).body());
            emit(Program.RETURN, 0);
        }
        return analysed();
    }

    private Program analysed() {
        byte[] kinds = new byte[steps.size()];
        for (int i = 0; i < kinds.length; i++) kinds[i] = (byte) steps.get(i);
        int[] targets = arguments.toArray();
        int[] entries = starts.toArray();
        var calls = new CallAnalysis(kinds, targets, entries, this::leftRecursion);
        return new Program(kinds, targets, entries, calls, tokens, characters.build());
    }

    private GrammarException leftRecursion(List<Integer> cycle) {
        List<String> names = cycle.stream().map(it -> routines.get(it).rule()).distinct().toList();
        String first = names.getFirst();
        return GbnfReader.failure(text, Objects.requireNonNull(rules.get(first)).offset(),
                "rule %s begins with itself (%s -> %s): let it begin with what it reads"
                        .formatted(first, String.join(" -> ", names), first));
    }

    private int addRoutine(String rule, Expression body) {
        routines.add(new Routine(rule, body));
        return routines.size() - 1;
    }

    private void emit(Expression expression) {
        switch (expression) {
            case Characters(CodePoints set) -> emit(Program.CHARACTER, characters.start(set));
            case OneToken(TokenElement element) -> {
                tokens.add(element);
                emit(Program.TOKEN, tokens.size() - 1);
            }
            case Reference(String rule, int at) -> emit(Program.CALL, index(rule, at));
            case Sequence(List<Expression> parts) -> parts.forEach(this::emit);
            case Choice(List<Expression> alternatives) -> emitChoice(alternatives);
            case Repetition repetition -> emitRepetition(repetition);
        }
    }

    private int index(String rule, int at) {
        offset = at;
        Integer index = indexes.get(rule);
        if (index == null)
            throw GbnfReader.failure(text, at, "there is no rule named %s".formatted(rule));
        return index;
    }

    private void emitChoice(List<Expression> alternatives) {
        var ends = new IntList();
        for (Expression alternative : alternatives.subList(0, alternatives.size() - 1)) {
            int split = emit(Program.SPLIT, UNKNOWN);
            emit(alternative);
            ends.add(emit(Program.JUMP, UNKNOWN));
            arguments.set(split, steps.size());
        }
        emit(alternatives.getLast());
        for (int i = 0; i < ends.size(); i++) arguments.set(ends.get(i), steps.size());
    }

    /// A body that occurs more than once becomes a routine, unless it is a single step.
    private void emitRepetition(Repetition repetition) {
        offset = repetition.offset();
        boolean unlimited = repetition.most() == Repetition.UNLIMITED;
        int copies = unlimited ? repetition.least() : repetition.most();
        Expression body = copies > 1 ? shared(repetition.body()) : repetition.body();
        int required = unlimited ? repetition.least() - 1 : repetition.least();
        for (int i = 0; i < required; i++) emit(body);
        if (!unlimited) emitOptional(body, repetition.most() - repetition.least());
        else if (repetition.least() > 0) emitLoop(body);
        else emitOptionalLoop(body);
    }

    private Expression shared(Expression body) {
        if (body instanceof Characters || body instanceof Reference || body instanceof OneToken) return body;
        Routine current = routines.get(starts.size() - 1);
        String name = "#" + routines.size(); // cannot be written in a grammar
        indexes.put(name, addRoutine(current.rule(), body));
        return new Reference(name, offset);
    }

    private void emitLoop(Expression body) {
        int start = steps.size();
        emit(body);
        emit(Program.SPLIT, start);
    }

    private void emitOptionalLoop(Expression body) {
        int start = emit(Program.SPLIT, UNKNOWN);
        emit(body);
        emit(Program.JUMP, start);
        arguments.set(start, steps.size());
    }

    private void emitOptional(Expression body, int times) {
        var splits = new IntList();
        for (int i = 0; i < times; i++) {
            splits.add(emit(Program.SPLIT, UNKNOWN));
            emit(body);
        }
        for (int i = 0; i < splits.size(); i++) arguments.set(splits.get(i), steps.size());
    }

    private int emit(byte step, int argument) {
        if (steps.size() == MAX_STEPS)
            throw GbnfReader.failure(text, offset,
                    "with its repetitions written out the grammar has more than %,d steps: repeat less"
                            .formatted(MAX_STEPS));
        steps.add(step);
        arguments.add(argument);
        return steps.size() - 1;
    }
}
