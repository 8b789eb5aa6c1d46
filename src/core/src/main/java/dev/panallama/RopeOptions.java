package dev.panallama;

import dev.panallama.internal.Range;
import dev.panallama.internal.host.ContextParameters;

/// How rotary positions (RoPE, Su et al. 2021) are stretched over a longer context than the model was trained for.
/// Immutable; a number that is 0 or, for YaRN's, negative means the model's own.
///
/// @param scaling the method
/// @param frequencyBase RoPE's base frequency, up to 1e12
/// @param frequencyScale what positions are multiplied with: 0.5 fits twice the context, 0 to 1e6
/// @param yarn the numbers of YaRN
public record RopeOptions(Scaling scaling, float frequencyBase, float frequencyScale, Yarn yarn) {
    private static final RopeOptions OF_MODEL = new RopeOptions(Scaling.OF_MODEL, 0, 0, Yarn.OF_MODEL);

    /// @throws IllegalArgumentException if a number is out of its range
    public RopeOptions {
        Range.check("frequencyBase", frequencyBase, 0, 1e12f);
        Range.check("frequencyScale", frequencyScale, 0, 1e6f);
    }

    /// How positions are stretched.
    public enum Scaling {
        /// As the model's file says.
        OF_MODEL,
        /// Not at all.
        NONE,
        /// All frequencies alike (Chen et al. 2023).
        LINEAR,
        /// Low frequencies more than high ones (YaRN, Peng et al. 2023).
        YARN,
        /// By factors that the model's file has for each frequency (LongRoPE, Ding et al. 2024).
        LONGROPE
    }

    /// The numbers of YaRN (Peng et al. 2023); a negative number, or 0 tokens, means the model's own.
    ///
    /// @param originalContextLength how many tokens the model was trained for, 0 to 2^24
    /// @param extrapolation how much is extrapolated rather than interpolated, up to 100
    /// @param attention what attention is scaled with, up to 100
    /// @param betaFast rotations above which frequencies are not touched, up to 1e6
    /// @param betaSlow rotations below which frequencies are interpolated, up to 1e6
    public record Yarn(
            int originalContextLength, float extrapolation, float attention, float betaFast, float betaSlow) {
        /// The model's own numbers.
        public static final Yarn OF_MODEL = new Yarn(0, -1, -1, -1, -1);

        /// @throws IllegalArgumentException if a number is out of its range
        public Yarn {
            Range.check("originalContextLength", originalContextLength, 0, 1 << 24);
            Range.check("extrapolation", extrapolation, -1, 100);
            Range.check("attention", attention, -1, 100);
            Range.check("betaFast", betaFast, -1, 1e6f);
            Range.check("betaSlow", betaSlow, -1, 1e6f);
        }
    }

    /// Returns the model's own way.
    public static RopeOptions ofModel() {
        return OF_MODEL;
    }

    /// Returns linear scaling to `factor` times the context that the model was trained for.
    public static RopeOptions linear(float factor) {
        return OF_MODEL.withScaling(Scaling.LINEAR).withFrequencyScale(1 / factor);
    }

    /// Returns YaRN scaling to `factor` times the context that the model was trained for. Such a session cannot shift.
    public static RopeOptions yarn(float factor) {
        return OF_MODEL.withScaling(Scaling.YARN).withFrequencyScale(1 / factor);
    }

    /// Returns these options with another method.
    public RopeOptions withScaling(Scaling method) {
        return new RopeOptions(method, frequencyBase, frequencyScale, yarn);
    }

    /// Returns these options with another base frequency.
    public RopeOptions withFrequencyBase(float base) {
        return new RopeOptions(scaling, base, frequencyScale, yarn);
    }

    /// Returns these options with another factor for positions.
    public RopeOptions withFrequencyScale(float scale) {
        return new RopeOptions(scaling, frequencyBase, scale, yarn);
    }

    /// Returns these options with other numbers for YaRN.
    public RopeOptions withYarn(Yarn numbers) {
        return new RopeOptions(scaling, frequencyBase, frequencyScale, numbers);
    }

    void writeTo(ContextParameters params) {
        params.ropeScaling(scaling.name())
                .ropeFrequency(frequencyBase, frequencyScale)
                .yarn(
                        yarn.originalContextLength(),
                        yarn.extrapolation(),
                        yarn.attention(),
                        yarn.betaFast(),
                        yarn.betaSlow());
    }
}
