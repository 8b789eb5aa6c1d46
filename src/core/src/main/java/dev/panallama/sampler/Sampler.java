package dev.panallama.sampler;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Says how the next token is chosen: stages that reshape or cut the candidates, in order, then one choice
/// among those left. Immutable; a generation makes its own native sampler from it.
///
/// @param stages applied in this order
/// @param choice made last
/// @param seed of all that is left to chance, in stages and choice: the same seed, prompt and machine give the same text.
///     An unsigned number, but for [#RANDOM_SEED]
public record Sampler(List<Stage> stages, Choice choice, int seed) {
    /// Stands for another seed at every generation.
    public static final int RANDOM_SEED = 0xFFFF_FFFF; // as C has it

    private static final Sampler GREEDY = new Sampler(List.of(), new Choice.Greedy());
    private static final Sampler DEFAULTS = of(new Stage.TopK(40), new Stage.TopP(0.95f), new Stage.MinP(0.05f),
            new Stage.Temperature(0.8f));
    private static final Sampler CREATIVE = of(new Stage.Dry(0.8f), new Stage.MinP(0.02f), new Stage.Xtc(0.5f, 0.1f));
    private static final Sampler PRECISE = of(new Stage.TopK(40), new Stage.TopP(0.9f), new Stage.MinP(0.1f),
            new Stage.Temperature(0.2f));

    /// Copies the list.
    public Sampler {
        stages = List.copyOf(stages);
    }

    /// Makes a sampler with another seed at every generation.
    public Sampler(List<Stage> stages, Choice choice) {
        this(stages, choice, RANDOM_SEED);
    }

    /// Returns the sampler that takes the likeliest token every time.
    public static Sampler greedy() {
        return GREEDY;
    }

    /// Returns what llama-server does unless told otherwise: top-k 40, top-p 0.95, min-p 0.05, temperature 0.8. Its
    /// other stages do nothing until they are set, and are left out.
    public static Sampler defaults() {
        return DEFAULTS;
    }

    /// Returns a sampler for stories and talk: DRY with multiplier 0.8, min-p 0.02, XTC with threshold 0.1 every second
    /// token, and the model's own temperature, as the author of DRY and XTC recommends (see [Stage.Xtc]).
    public static Sampler creative() {
        return CREATIVE;
    }

    /// Returns a sampler for facts, code and tools, which leaves little to chance: top-k 40, top-p 0.9, min-p 0.1,
    /// temperature 0.2.
    public static Sampler precise() {
        return PRECISE;
    }

    /// Returns the sampler that applies stages in order and then chooses by chance.
    public static Sampler of(Stage... stages) {
        return new Sampler(List.of(stages), new Choice.Random());
    }

    /// Reads what a request to llama-server says of sampling. Fields that are missing or null have the server's
    /// defaults, fields that say nothing of sampling are ignored, and `samplers` gives the order.
    ///
    /// @throws IllegalArgumentException if it is no JSON object, a number is out of its range, or it asks for what needs
    ///     a vocabulary (a bias of a text) or is not there (`min_keep`)
    public static Sampler fromJson(String json) {
        return SamplerJson.read(json);
    }

    /// Returns the names of the fields that [#fromJson] reads.
    public static Set<String> jsonFields() {
        return SamplerJson.FIELDS;
    }

    /// Writes the fields of a request to llama-server that sample like this. [#fromJson] gives the same sampler again;
    /// one that chooses alike where a stage does nothing, or where temperature 0 comes last, which is read as greedy.
    ///
    /// @throws UnsupportedOperationException if the server has no such sampler: with a stage written in Java, two
    ///     different stages of a kind, or biases after another stage
    public String toJson() {
        return SamplerJson.write(this);
    }

    /// Returns this sampler with a stage: in the place of the one of its kind, or else after all others, where a stage
    /// written in Java always goes.
    public Sampler with(Stage stage) {
        var changed = new ArrayList<>(stages);
        if (stage instanceof Stage.Custom || stages.stream().noneMatch(it -> it.getClass() == stage.getClass()))
            changed.add(stage);
        else
            changed.replaceAll(it -> it.getClass() == stage.getClass() ? stage : it);
        return new Sampler(changed, choice, seed);
    }

    /// Returns this sampler without the stages of a kind.
    public Sampler without(Class<? extends Stage> kind) {
        return new Sampler(stages.stream().filter(it -> it.getClass() != kind).toList(), choice, seed);
    }

    /// Returns this sampler with another choice.
    public Sampler with(Choice choice) {
        return new Sampler(stages, choice, seed);
    }

    /// Returns this sampler with a seed for all that is left to chance, or [#RANDOM_SEED].
    public Sampler withSeed(int seed) {
        return new Sampler(stages, choice, seed);
    }
}
