package dev.panallama.sampler;

import dev.panallama.internal.Range;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// A step of a [Sampler] that cuts or reshapes the candidates. Immutable; numbers out of their range throw
/// `IllegalArgumentException`.
public sealed interface Stage {
    /// Keeps the `k` likeliest tokens (Fan et al. 2018, arXiv 1805.04833).
    ///
    /// @param k 0 keeps all
    record TopK(int k) implements Stage {
        public TopK {
            Range.check("top-k", k, 0, Integer.MAX_VALUE);
        }
    }

    /// Keeps the likeliest tokens that together reach a probability: nucleus sampling (Holtzman et al. 2019,
    /// arXiv 1904.09751).
    ///
    /// @param p 0 to 1; 1 keeps all
    record TopP(float p) implements Stage {
        public TopP {
            Range.check("top-p", p, 0, 1);
        }
    }

    /// Keeps tokens at least `p` times as likely as the likeliest (Nguyen et al. 2024, arXiv 2407.01082).
    ///
    /// @param p 0 to 1; 0 keeps all
    record MinP(float p) implements Stage {
        public MinP {
            Range.check("min-p", p, 0, 1);
        }
    }

    /// Keeps the tokens whose surprise is nearest to the expected one and that together exceed a probability: locally
    /// typical sampling (Meister et al. 2022, arXiv 2202.00666).
    ///
    /// @param p 0 to 1; 1 keeps all
    record Typical(float p) implements Stage {
        public Typical {
            Range.check("typical-p", p, 0, 1);
        }
    }

    /// Keeps tokens whose logit is within `n` standard deviations of the highest (Tang et al. 2024, arXiv 2411.07641).
    ///
    /// @param n 0 to 100; 0 keeps all
    record TopNSigma(float n) implements Stage {
        public TopNSigma {
            Range.check("top-n-sigma", n, 0, 100);
        }
    }

    /// Now and then removes all likely tokens but the least likely of them: exclude top choices
    /// (text-generation-webui pull request 6335).
    ///
    /// @param probability how often, 0 to 1; 0 is never
    /// @param threshold the probability from which a token counts as likely, 0 to 1; above 0.5 there is never another
    record Xtc(float probability, float threshold) implements Stage {
        public Xtc {
            Range.check("the XTC probability", probability, 0, 1);
            Range.check("the XTC threshold", threshold, 0, 1);
        }
    }

    /// Divides the logits: below 1 the likely becomes likelier, above 1 less so.
    ///
    /// @param value 0 to 100; 0 leaves the likeliest alone, and so does what is so small that the quotients would be
    ///     no numbers
    record Temperature(float value) implements Stage {
        private static final float SMALLEST = 1e-4f;

        public Temperature {
            Range.check("the temperature", value, 0, 100);
            if (value < SMALLEST) value = 0;
        }
    }

    /// Divides the logits by a temperature that is low where the model is sure and high where it is not
    /// (Zhu et al. 2023, arXiv 2309.02772; llama.cpp pull request 4972).
    ///
    /// @param value the middle of the temperatures, 0 to 100
    /// @param range how far the temperature goes below and above it, 0 to 100
    /// @param exponent 0 to 100; above 1 the model has to be more unsure for the same temperature
    record DynamicTemperature(float value, float range, float exponent) implements Stage {
        public DynamicTemperature {
            Range.check("the temperature", value, 0, 100);
            Range.check("the temperature's range", range, 0, 100);
            Range.check("the temperature's exponent", exponent, 0, 100);
        }
    }

    /// Makes tokens less likely that stand among the last ones of the session (repetition: Keskar et al. 2019,
    /// arXiv 1909.05858; frequency and presence: the OpenAI API).
    ///
    /// @param lastTokens how many tokens are looked at, 0 or more; more than the context holds means all of it
    /// @param repeat divides the logit of each token found, 0.01 to 100; 1 changes nothing
    /// @param frequency subtracted from the logit once per occurrence, -1000 to 1000; 0 changes nothing
    /// @param presence subtracted from the logit of each token found, -1000 to 1000; 0 changes nothing
    record Penalties(int lastTokens, float repeat, float frequency, float presence) implements Stage {
        public Penalties {
            Range.check("lastTokens", lastTokens, 0, Integer.MAX_VALUE);
            Range.check("the repeat penalty", repeat, 0.01f, 100);
            Range.check("the frequency penalty", frequency, -1000, 1000);
            Range.check("the presence penalty", presence, -1000, 1000);
        }
    }

    /// Makes tokens less likely that would continue a repetition, the more so the longer it is: don't repeat yourself
    /// (text-generation-webui pull request 5677). A token after `n` repeated ones loses
    /// `multiplier * base^(n - allowedLength)`.
    ///
    /// @param multiplier 0 to 100; 0 changes nothing
    /// @param base 1 to 100
    /// @param allowedLength the length from which a repetition counts, 0 or more tokens
    /// @param lastTokens how many tokens are looked at, 0 or more; more than the context holds means all of it
    /// @param breakers texts that a repetition does not reach across, each of 1 to 40 bytes of UTF-8, 64 at most
    record Dry(float multiplier, float base, int allowedLength, int lastTokens,
            List<String> breakers) implements Stage {
        /// The texts that llama-server takes.
        public static final List<String> USUAL_BREAKERS = List.of("\n", ":", "\"", "*");

        private static final int MAX_BREAKERS = 64;
        private static final int MAX_BREAKER_BYTES = 40;

        public Dry {
            Range.check("the DRY multiplier", multiplier, 0, 100);
            Range.check("the DRY base", base, 1, 100);
            Range.check("the DRY allowedLength", allowedLength, 0, Integer.MAX_VALUE);
            Range.check("lastTokens", lastTokens, 0, Integer.MAX_VALUE);
            breakers = List.copyOf(breakers);
            Range.check("the number of DRY breakers", breakers.size(), 0, MAX_BREAKERS);
            for (String breaker : breakers) {
                int bytes = breaker.getBytes(StandardCharsets.UTF_8).length;
                Range.check("the length in bytes of a DRY breaker", bytes, 1, MAX_BREAKER_BYTES);
                if (breaker.indexOf(0) >= 0) throw new IllegalArgumentException("a DRY breaker cannot contain NUL");
            }
        }

        /// Takes what the author of DRY recommends: base 1.75, repetitions from 2 tokens on, all of the context.
        public Dry(float multiplier) {
            this(multiplier, 1.75f, 2, Integer.MAX_VALUE, USUAL_BREAKERS);
        }
    }

    /// Adds to the logits of some tokens.
    ///
    /// @param biases by token, each -1,000,000 to 1,000,000, or `Float.NEGATIVE_INFINITY` to rule the token out. A token
    ///     that the model's vocabulary does not have is refused when a generation begins
    record LogitBias(Map<Integer, Float> biases) implements Stage {
        public LogitBias {
            biases = Map.copyOf(biases);
            biases.forEach((id, bias) -> {
                Range.check("the token of a bias", id, 0, Integer.MAX_VALUE);
                if (bias != Float.NEGATIVE_INFINITY) Range.check("the bias of a token", bias, -1e6f, 1e6f);
            });
        }

        /// Rules tokens out.
        public static LogitBias never(int... ids) {
            var biases = new HashMap<Integer, Float>();
            for (int id : ids) biases.put(id, Float.NEGATIVE_INFINITY);
            return new LogitBias(biases);
        }
    }

    /// Prepares the choice of a text that fills a gap: of tokens of which one begins another the likelier gets both
    /// their probabilities, and the text ends where an end is likely (llama.cpp pull request 9896). Goes after top-k and
    /// top-p; looks at the 256 likeliest tokens at most.
    record Infill() implements Stage {}

    /// Does what a program wants.
    ///
    /// @param maker makes the processor of each generation, on the session's thread
    record Custom(Supplier<? extends LogitsProcessor> maker) implements Stage {}
}
