package dev.panallama.fuzz;

import java.util.ArrayList;
import java.util.List;

/// Programs of random calls, also at wrong moments and after close: `model N`, then the steps of [Calls].
final class CallOrders implements Target {
    @Override
    public List<Step> steps(Dice dice) {
        var steps = new ArrayList<Step>();
        steps.add(Step.of("model", dice.below(Calls.MODELS.size())));
        steps.add(Step.of("open", 0, 0, dice.below(Calls.PLACES)));
        for (int i = dice.between(5, 50); i > 0; i--) steps.add(Calls.step(dice));
        return steps;
    }

    @Override
    public void run(List<Step> steps) throws Exception {
        int model = 0;
        for (Step step : steps) if (step.name().equals("model")) model = step.number(0);
        try (var calls = new Calls(model)) {
            for (Step step : steps) if (!step.name().equals("model")) make(calls, step);
        }
    }

    static void make(Calls calls, Step step) throws Exception {
        try {
            calls.make(step);
        } catch (Exception thrown) {
            if (!Documented.is(thrown)) throw thrown;
        }
    }
}
