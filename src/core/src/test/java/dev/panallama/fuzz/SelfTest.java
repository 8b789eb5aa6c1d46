package dev.panallama.fuzz;

import java.util.ArrayList;
import java.util.List;

/// What does harm for certain: with it the suite is tested itself.
final class SelfTest implements Target {
    static final String NAME = "self-test";

    /// Makes up much of which only two steps matter.
    @Override
    public List<Step> steps(Dice dice) {
        var steps = new ArrayList<Step>();
        for (int i = 0; i < 30; i++) steps.add(Step.of("nothing", i, "\0 \uD800"));
        steps.add(dice.below(30), Step.of("arm"));
        steps.add(Step.of("die"));
        return steps;
    }

    @Override
    public void run(List<Step> steps) throws Exception {
        boolean armed = false;
        for (Step step : steps) {
            switch (step.name()) {
                case "arm" -> armed = true;
                case "die" -> {
                    if (armed) Runtime.getRuntime().halt(134);
                }
                case "hang" -> Thread.sleep(Long.MAX_VALUE);
                case "fault" -> throw new NullPointerException("a fault");
                case "refuse" -> throw new IllegalArgumentException("refused");
                case "nothing" -> {
                }
                default -> throw new AssertionError(step);
            }
        }
    }
}
