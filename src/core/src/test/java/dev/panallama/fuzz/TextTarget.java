package dev.panallama.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// A text of some language: a good one that was edited, or one made up of the language's parts.
final class TextTarget implements Target {
    private final TextEdits edits;
    private final Function<Dice, List<String>> maker;
    private final BiConsumer<OpenModels, String> use;
    private final OpenModels models = new OpenModels();

    /// @param maker makes up a text in parts, each of which could be left out
    /// @param use does with a text what a program does
    TextTarget(TextEdits edits, Function<Dice, List<String>> maker, BiConsumer<OpenModels, String> use) {
        this.edits = edits;
        this.maker = maker;
        this.use = use;
    }

    @Override
    public List<Step> steps(Dice dice) {
        if (dice.oneIn(2)) return edits.steps(dice);
        var steps = new ArrayList<Step>();
        maker.apply(dice).forEach(part -> steps.add(Step.of("add", part)));
        if (dice.oneIn(4)) steps.addAll(edits.changes(dice));
        return steps;
    }

    @Override
    public void run(List<Step> steps) {
        use.accept(models, edits.text(steps));
    }

    @Override
    public void close() {
        models.close();
    }
}
