package dev.panallama;

import dev.panallama.internal.ffm.SamplerChain;
import java.util.ArrayList;
import java.util.List;

/// Says how the next token is chosen: stages that reshape or cut the candidates, in order, then one choice
/// among those left. Immutable; a generation makes its own native sampler from it.
///
/// @param stages applied in this order
/// @param choice made last
public record Sampler(List<Stage> stages, Choice choice) {
    private static final Sampler DEFAULTS = new Sampler(
            List.of(new Stage.TopK(40), new Stage.TopP(0.95f), new Stage.MinP(0.05f), new Stage.Temperature(0.8f)),
            new Choice.Random());
    private static final Sampler GREEDY = new Sampler(List.of(), new Choice.Greedy());

    /// Copies the list.
    public Sampler {
        stages = List.copyOf(stages);
    }

    /// Returns the sampler that takes the likeliest token every time.
    public static Sampler greedy() {
        return GREEDY;
    }

    /// Returns llama.cpp's usual choice: top-k 40, top-p 0.95, min-p 0.05, temperature 0.8, another seed every time.
    public static Sampler defaults() {
        return DEFAULTS;
    }

    /// Returns the sampler that applies stages in order and then chooses by chance, with another seed every time.
    public static Sampler of(Stage... stages) {
        return new Sampler(List.of(stages), new Choice.Random());
    }

    /// Returns this sampler with a stage: in the place of the one of its kind, or else after all others.
    public Sampler with(Stage stage) {
        var changed = new ArrayList<>(stages);
        changed.replaceAll(it -> it.getClass() == stage.getClass() ? stage : it);
        if (!changed.contains(stage)) changed.add(stage);
        return new Sampler(changed, choice);
    }

    /// Returns this sampler with a choice by chance, also in place of a greedy one, that is the same for the same
    /// seed, prompt and machine.
    public Sampler withSeed(int seed) {
        return new Sampler(stages, new Choice.Seeded(seed));
    }

    /// Gives these steps native form.
    void addTo(SamplerChain chain, int contextLength) {
        for (Stage stage : stages) {
            switch (stage) {
                case Stage.TopK(int k) -> chain.topK(k);
                case Stage.TopP(float p) -> chain.topP(p);
                case Stage.MinP(float p) -> chain.minP(p);
                case Stage.Temperature(float value) -> chain.temperature(value);
                case Stage.Penalties(int lastTokens, float repeat, float frequency, float presence) ->
                    chain.penalties(Math.min(lastTokens, contextLength), repeat, frequency, presence);
            }
        }
        switch (choice) {
            case Choice.Greedy() -> chain.greedy();
            case Choice.Random() -> chain.random();
            case Choice.Seeded(int seed) -> chain.random(seed);
        }
    }

    /// Returns how many tokens before the first generated one matter to the stages.
    int historyLength() {
        return stages.stream()
                .mapToInt(it -> it instanceof Stage.Penalties penalties ? penalties.lastTokens() : 0)
                .max()
                .orElse(0);
    }

    /// A step that cuts or reshapes the candidates.
    public sealed interface Stage {
        /// Keeps the `k` likeliest tokens; 0 keeps all.
        record TopK(int k) implements Stage {
            /// @throws IllegalArgumentException if `k` is negative
            public TopK {
                check(k >= 0, "top-k is %d: give 0 (all) or more", k);
            }
        }

        /// Keeps the likeliest tokens that together reach probability `p` (nucleus sampling, Holtzman et al. 2019).
        record TopP(float p) implements Stage {
            /// @throws IllegalArgumentException unless `0 <= p <= 1`
            public TopP {
                check(p >= 0 && p <= 1, "top-p is %s: give 0 to 1", p);
            }
        }

        /// Keeps tokens at least `p` times as likely as the likeliest (Nguyen et al. 2024).
        record MinP(float p) implements Stage {
            /// @throws IllegalArgumentException unless `0 <= p <= 1`
            public MinP {
                check(p >= 0 && p <= 1, "min-p is %s: give 0 to 1", p);
            }
        }

        /// Divides the logits: below 1 the likely becomes likelier, above 1 less so; 0 leaves the likeliest alone, and so
        /// does what is so small that the quotients would be no numbers.
        record Temperature(float value) implements Stage {
            private static final float SMALLEST = 1e-4f;

            /// @throws IllegalArgumentException unless `0 <= value <= 100`
            public Temperature {
                check(value >= 0 && value <= 100, "the temperature is %s: give 0 to 100", value);
                if (value < SMALLEST) value = 0;
            }
        }

        /// Makes tokens less likely that stand among the last ones of the session.
        ///
        /// @param lastTokens how many tokens are looked at; more than the context holds means all of it
        /// @param repeat divides the logit of each token found; 1 changes nothing
        /// @param frequency subtracted from the logit once per occurrence; 0 changes nothing
        /// @param presence subtracted from the logit of each token found; 0 changes nothing
        record Penalties(int lastTokens, float repeat, float frequency, float presence) implements Stage {
            /// @throws IllegalArgumentException unless `lastTokens >= 0`, `0.01 <= repeat <= 100` and the others are
            ///     from -1000 to 1000
            public Penalties {
                check(lastTokens >= 0, "lastTokens is %d: give 0 or more", lastTokens);
                check(repeat >= 0.01f && repeat <= 100, "the repeat penalty is %s: give 0.01 to 100", repeat);
                check(Math.abs(frequency) <= 1000, "the frequency penalty is %s: give -1000 to 1000", frequency);
                check(Math.abs(presence) <= 1000, "the presence penalty is %s: give -1000 to 1000", presence);
            }
        }
    }

    /// The step that takes one of the candidates left. It is of another type than the stages, so that nothing
    /// can follow it.
    public sealed interface Choice {
        /// Takes the likeliest.
        record Greedy() implements Choice {}

        /// Takes one by chance, with another seed every time.
        record Random() implements Choice {}

        /// Takes one by chance, the same for the same seed.
        ///
        /// @param seed read as an unsigned number; -1 would be random for llama.cpp and is refused
        record Seeded(int seed) implements Choice {
            /// @throws IllegalArgumentException if the seed is -1
            public Seeded {
                check(seed != -1, "the seed is %d, which llama.cpp takes for a random one: give another", seed);
            }
        }
    }

    private static void check(boolean holds, String message, Object value) {
        if (!holds) throw new IllegalArgumentException(message.formatted(value));
    }
}
