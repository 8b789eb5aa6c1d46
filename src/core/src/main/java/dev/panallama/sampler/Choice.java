package dev.panallama.sampler;

import dev.panallama.internal.Range;

/// The step of a [Sampler] that takes one of the candidates left. It is of another type than the stages, so that nothing
/// can follow it. Immutable; numbers out of their range throw `IllegalArgumentException`.
public sealed interface Choice {
    /// Takes the likeliest.
    record Greedy() implements Choice {}

    /// Takes one by chance, each with its probability.
    record Random() implements Choice {}

    /// Takes one by chance, and cuts the candidates so that the text keeps a surprise: mirostat (Basu et al. 2020,
    /// arXiv 2007.14966). Stages that cut before it take from it what it works with.
    ///
    /// @param surprise the surprise to reach in bits per token (tau), 0 to 100; llama.cpp takes 5
    /// @param rate how fast the cut follows the surprise (eta), 0 to 10; llama.cpp takes 0.1
    /// @param considered by how many of the likeliest tokens the distribution is judged, 2 to 100,000; llama.cpp takes 100
    record Mirostat(float surprise, float rate, int considered) implements Choice {
        public Mirostat {
            checkSurprise(surprise, rate);
            Range.check("the number of tokens that mirostat considers", considered, 2, 100_000);
        }
    }

    /// Like [Mirostat], but simply cuts what is more surprising than a bound that it adapts.
    ///
    /// @param surprise the surprise to reach in bits per token (tau), 0 to 100; llama.cpp takes 5
    /// @param rate how fast the bound follows the surprise (eta), 0 to 10; llama.cpp takes 0.1
    record Mirostat2(float surprise, float rate) implements Choice {
        public Mirostat2 {
            checkSurprise(surprise, rate);
        }
    }

    /// Takes one by chance, preferring those whose probability is near a target that the text keeps on the whole:
    /// adaptive-p (llama.cpp pull request 17927). Goes best after a mild min-p alone.
    ///
    /// @param target the probability to keep, 0 to 1
    /// @param decay how long it looks back, 0 to 0.99: over about `1 / (1 - decay)` tokens; llama.cpp takes 0.9
    record AdaptiveP(float target, float decay) implements Choice {
        public AdaptiveP {
            Range.check("the adaptive-p target", target, 0, 1);
            Range.check("the adaptive-p decay", decay, 0, 0.99f);
        }
    }

    private static void checkSurprise(float surprise, float rate) {
        Range.check("the mirostat surprise", surprise, 0, 100);
        Range.check("the mirostat rate", rate, 0, 10);
    }
}
