package dev.panallama;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Where the weights of a model go on a machine with GPUs. Immutable; start from [#defaults] and change what matters.
///
/// @param devices the names of the devices to use, as [Llama#devices] tells them; empty for all GPUs, `CPU` alone for
///     none at all. 16 are possible
/// @param splitMode how the model is spread over them
/// @param mainDevice the place in the list of the one that [SplitMode#NONE] uses, 0 for the first
/// @param shares how much each device gets, in any unit; empty to go by their free memory
/// @param rules where single tensors go; the first rule that matches a name counts
/// @param contextLength how many tokens of KV cache [ModelOptions#AUTOMATIC] layers leave room for; [#AUTOMATIC] takes
///     what a session holds that does not ask for a length
public record Placement(
        List<String> devices,
        SplitMode splitMode,
        int mainDevice,
        List<Double> shares,
        List<Rule> rules,
        int contextLength) {
    /// The context length that sessions have by themselves.
    public static final int AUTOMATIC = SessionOptions.AUTOMATIC;

    /// The device of the processor: a rule may name it, and it may be the only device.
    public static final String CPU = "CPU";

    private static final int MOST_DEVICES = 16; // GGML_CUDA_MAX_DEVICES and the like
    private static final int MOST_LAYERS = 512; // LLAMA_MAX_LAYERS

    /// The weights of experts, as llama.cpp's own `--cpu-moe` finds them.
    private static final String EXPERTS = "\\.ffn_(up|down|gate|gate_up)_(ch|)exps";

    private static final Placement DEFAULTS = new Placement(List.of(), SplitMode.LAYER, 0, List.of(), List.of(),
            AUTOMATIC);

    /// Sends tensors to a device.
    ///
    /// @param pattern a regular expression that is found in the tensors' names, such as `blk\.0\.`: of the kind that
    ///     both Java and C++ (ECMAScript) know. One that backtracks without end, such as `(.*)*x`, never finishes loading
    /// @param device the name of the device whose memory holds them
    public record Rule(String pattern, String device) {
        private static final int MOST_CHARACTERS = 4096;

        /// @throws IllegalArgumentException if the pattern is empty, too long or no regular expression
        public Rule {
            if (pattern.isEmpty() || pattern.length() > MOST_CHARACTERS)
                throw new IllegalArgumentException("a pattern has %,d characters: give 1 to %,d"
                        .formatted(pattern.length(), MOST_CHARACTERS));
            if (pattern.indexOf('\0') >= 0)
                throw new IllegalArgumentException("a pattern has a NUL character: leave it out");
            Pattern.compile(pattern); // throws PatternSyntaxException, which shows the place
        }

        /// Returns whether a tensor goes where this rule says.
        boolean matches(String tensor) {
            return Pattern.compile(pattern).matcher(tensor).find();
        }
    }

    /// @throws IllegalArgumentException if a number is out of its range, a device is named twice, or `CPU` beside others
    public Placement {
        devices = List.copyOf(devices);
        shares = List.copyOf(shares);
        rules = List.copyOf(rules);
        if (devices.size() > MOST_DEVICES || shares.size() > MOST_DEVICES)
            throw new IllegalArgumentException("more than %d devices: give fewer".formatted(MOST_DEVICES));
        if (devices.stream().distinct().count() < devices.size())
            throw new IllegalArgumentException("devices are %s: name each once".formatted(devices));
        if (devices.size() > 1 && devices.contains(CPU))
            throw new IllegalArgumentException("devices are %s: name CPU alone, or GPUs".formatted(devices));
        if (mainDevice < 0 || mainDevice >= MOST_DEVICES)
            throw new IllegalArgumentException(
                    "mainDevice is %,d: give 0 to %d".formatted(mainDevice, MOST_DEVICES - 1));
        checkShares(shares);
        if (contextLength < AUTOMATIC || contextLength > SessionOptions.MAX_CONTEXT_LENGTH)
            throw new IllegalArgumentException("contextLength is %,d: give 0 to %,d"
                    .formatted(contextLength, SessionOptions.MAX_CONTEXT_LENGTH));
    }

    private static void checkShares(List<Double> shares) {
        for (double share : shares)
            if (!(share >= 0 && share <= 1e9))
                throw new IllegalArgumentException("a share is %s: give 0 or more".formatted(share));
        if (!shares.isEmpty() && shares.stream().mapToDouble(it -> it).sum() < 1e-9)
            throw new IllegalArgumentException("all shares are 0: give one device something");
    }

    /// Returns all GPUs, each with a run of layers by its free memory.
    public static Placement defaults() {
        return DEFAULTS;
    }

    /// Returns this placement on other devices.
    public Placement withDevices(String... names) {
        return new Placement(List.of(names), splitMode, mainDevice, shares, rules, contextLength);
    }

    /// Returns this placement with the model spread in another way.
    public Placement withSplitMode(SplitMode mode) {
        return new Placement(devices, mode, mainDevice, shares, rules, contextLength);
    }

    /// Returns this placement on one device alone, by its place in the list.
    public Placement withMainDevice(int index) {
        return new Placement(devices, SplitMode.NONE, index, shares, rules, contextLength);
    }

    /// Returns this placement with other shares of the devices.
    public Placement withShares(double... proportions) {
        List<Double> boxed = DoubleStream.of(proportions).boxed().toList();
        return new Placement(devices, splitMode, mainDevice, boxed, rules, contextLength);
    }

    /// Returns this placement with one more rule, after those it has.
    public Placement withRule(String pattern, String device) {
        var more = new ArrayList<>(rules);
        more.add(new Rule(pattern, device));
        return new Placement(devices, splitMode, mainDevice, shares, Collections.unmodifiableList(more), contextLength);
    }

    /// Returns this placement with the weights of all experts in the machine's memory. They are most of a
    /// mixture-of-experts model and few are used for a token, so a GPU gains more from the rest.
    public Placement withExpertsOnCpu() {
        return withRule(EXPERTS, CPU);
    }

    /// Returns this placement with the weights of experts in the machine's memory, for the first layers only.
    ///
    /// @throws IllegalArgumentException if the number of layers is not 1 to 512
    public Placement withExpertsOnCpu(int layers) {
        if (layers < 1 || layers > MOST_LAYERS)
            throw new IllegalArgumentException("layers is %,d: give 1 to %d".formatted(layers, MOST_LAYERS));
        String numbers = IntStream.range(0, layers).mapToObj(String::valueOf).collect(Collectors.joining("|"));
        return withRule("blk\\.(" + numbers + ")" + EXPERTS, CPU);
    }

    /// Returns this placement with room left for another context length, up to [SessionOptions#MAX_CONTEXT_LENGTH].
    public Placement withContextLength(int tokens) {
        return new Placement(devices, splitMode, mainDevice, shares, rules, tokens);
    }
}
