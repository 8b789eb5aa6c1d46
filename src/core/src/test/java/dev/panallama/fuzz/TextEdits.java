package dev.panallama.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Texts made from good ones by edits: `base N`, `add TEXT`, `insert AT TEXT`, `delete AT LENGTH`, `double AT LENGTH TIMES`,
/// `wrap LEFT RIGHT TIMES`, `set AT TEXT`. Positions count from the beginning, and again when the text ends.
final class TextEdits {
    private static final int LONGEST = 2_000_000;
    private static final Set<String> PLACED = Set.of("insert", "delete", "double", "set");

    private final List<String> bases;
    private final List<String> pieces;

    /// @param bases good texts
    /// @param pieces what is put in
    TextEdits(List<String> bases, List<String> pieces) {
        this.bases = bases;
        this.pieces = pieces;
    }

    List<Step> steps(Dice dice) {
        var steps = new ArrayList<>(List.of(Step.of("base", dice.below(bases.size()))));
        steps.addAll(changes(dice));
        return steps;
    }

    List<Step> changes(Dice dice) {
        return Stream.generate(() -> step(dice)).limit(dice.oneIn(8) ? dice.below(40) : 1 + dice.below(3)).toList();
    }

    private Step step(Dice dice) {
        int at = dice.below(400);
        return switch (dice.below(7)) {
            case 0, 1 -> Step.of("insert", at, dice.of(pieces));
            case 2 -> Step.of("delete", at, 1 + dice.below(dice.oneIn(3) ? 60 : 3));
            case 3 ->
                Step.of("double", at, 1 + dice.below(30), dice.oneIn(6) ? 1 << dice.below(14) : 1 + dice.below(3));
            case 4 -> Step.of("wrap", dice.of(pieces), dice.of(pieces), dice.oneIn(6) ? 1 << dice.below(13) : 1);
            case 5 -> Step.of("set", at, Character.toString(dice.oneIn(4) ? dice.below(0x10000) : dice.below(0x80)));
            default -> Step.of("set", at, dice.of(pieces));
        };
    }

    String text(List<Step> steps) {
        var text = new StringBuilder();
        for (Step step : steps) {
            apply(step, text);
            if (text.length() > LONGEST) text.setLength(LONGEST);
        }
        return text.toString();
    }

    private void apply(Step step, StringBuilder text) {
        int at = text.isEmpty() || !PLACED.contains(step.name()) ? 0 : step.number(0) % text.length();
        switch (step.name()) {
            case "base" -> text.append(bases.get(step.number(0)));
            case "add" -> text.append(step.text(0));
            case "insert" -> text.insert(at, step.text(1));
            case "delete" -> text.delete(at, Math.min(at + step.number(1), text.length()));
            case "double" -> {
                int end = Math.min(at + step.number(1), text.length());
                text.insert(end, text.substring(at, end).repeat(step.number(2)));
            }
            case "wrap" ->
                text.insert(0, step.text(0).repeat(step.number(2))).append(step.text(1).repeat(step.number(2)));
            case "set" -> text.replace(at, Math.min(at + step.text(1).length(), text.length()), step.text(1));
            default -> throw new AssertionError(step);
        }
    }
}
