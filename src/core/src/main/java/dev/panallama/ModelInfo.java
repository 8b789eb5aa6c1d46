package dev.panallama;

import dev.panallama.sampler.Sampler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What a model file says of itself, with the [overrides][ModelOptions#withOverride] of the load. Immutable.
///
/// @param name `general.name` of the file, or the file's name
/// @param architecture `general.architecture`, such as `llama` or `gemma3`
/// @param description llama.cpp's line of family, size and quantization
/// @param quantization llama.cpp's name of the weights' type, such as `Q4_K - Medium`
/// @param parameterCount the number of weights
/// @param sizeBytes the size of all tensors in bytes
/// @param trainedContextLength the longest sequence seen in training, in tokens
/// @param shape how many layers and how wide
/// @param traits what kind of model it is
/// @param attention its attention, or what there is of it
/// @param rope how positions are rotated
/// @param experts those of a mixture of experts
/// @param pooling how an embedding model makes one vector of a text, if the file says so
/// @param classifier what a classifying or ranking model puts out
/// @param chatTemplates the chat templates that have a name, such as `tool_use`, in the Jinja language
/// @param chatTemplate the model's default chat template, if it has one
/// @param origin who made it
/// @param license what may be done with it
/// @param metadata all scalar metadata of the file as text, in the order of llama.cpp; without overrides
public record ModelInfo(
        String name,
        String architecture,
        String description,
        String quantization,
        long parameterCount,
        long sizeBytes,
        int trainedContextLength,
        Shape shape,
        Traits traits,
        Attention attention,
        Rope rope,
        Optional<Experts> experts,
        Optional<Pooling> pooling,
        Optional<Classifier> classifier,
        Map<String, String> chatTemplates,
        Optional<String> chatTemplate,
        Origin origin,
        License license,
        Map<String, String> metadata) {

    /// Layers and widths. Immutable.
    ///
    /// @param layers the number of blocks
    /// @param predictionLayers the blocks after those that predict further tokens (multi-token prediction)
    /// @param embeddingLength the width of the hidden state
    /// @param inputLength the width of an embedding that goes in, where that is not the same
    /// @param outputLength the width of an embedding that comes out
    public record Shape(int layers, int predictionLayers, int embeddingLength, int inputLength, int outputLength) {}

    /// What kind of model it is. Immutable.
    ///
    /// @param encoder whether it has an encoder of its own, before the decoder or alone (T5)
    /// @param decoder whether it has a decoder
    /// @param causal whether a token sees those before it alone; embedding models see all
    /// @param recurrent whether all layers keep a state in place of keys and values (Mamba, RWKV)
    /// @param hybrid whether some layers do (Jamba, Granite 4)
    /// @param diffusion whether it guesses the tokens of a text in any order (LLaDA)
    /// @param decoderStart the token that the decoder begins with, of an encoder-decoder
    public record Traits(
            boolean encoder,
            boolean decoder,
            boolean causal,
            boolean recurrent,
            boolean hybrid,
            boolean diffusion,
            OptionalInt decoderStart) {}

    /// The attention of a model; where layers differ, of the first. Immutable.
    ///
    /// @param heads the number of heads
    /// @param keyValueHeads the number of key-value heads: fewer than `heads` with grouped-query attention
    /// @param keyLength the size of a head's keys and queries
    /// @param valueLength the size of a head's values
    /// @param slidingWindow how many tokens layers with a sliding window look back; 0 without such layers
    public record Attention(int heads, int keyValueHeads, int keyLength, int valueLength, int slidingWindow) {}

    /// How positions are rotated (RoPE, Su et al. 2021). Immutable.
    ///
    /// @param kind which numbers are rotated together
    /// @param dimensions how many numbers of a head are rotated
    /// @param frequencyBase the base of the frequencies; 0 without rotation
    /// @param frequencyScale what positions are multiplied with: 0.25 for a context stretched fourfold
    /// @param scaling how the model was stretched: `none`, `linear`, `yarn` or `longrope`
    /// @param originalContextLength the trained context before it was stretched, if the file says so
    public record Rope(
            Kind kind,
            int dimensions,
            double frequencyBase,
            double frequencyScale,
            String scaling,
            OptionalInt originalContextLength) {
        /// Which numbers are rotated together.
        public enum Kind {
            /// Positions are not rotated.
            NONE,
            /// Neighbours.
            NEIGHBOURS,
            /// Those half a head apart, as in GPT-NeoX.
            HALVES,
            /// By several positions, as for images (M-RoPE).
            SECTIONS,
            /// By several positions in turn (interleaved M-RoPE).
            INTERLEAVED_SECTIONS,
            /// By two positions, in models of images.
            VISION
        }
    }

    /// The experts of a mixture. Immutable.
    ///
    /// @param count the experts of a layer
    /// @param used how many of them a token uses
    /// @param shared how many every token uses besides
    public record Experts(int count, int used, int shared) {}

    /// What a classifying or ranking model puts out. Immutable.
    ///
    /// @param outputs how many numbers
    /// @param labels what they stand for; empty if the file does not say
    public record Classifier(int outputs, List<String> labels) {
        public Classifier {
            labels = List.copyOf(labels);
        }
    }

    /// Who made a model, as far as the file says. Immutable.
    ///
    /// @param author `general.author`
    /// @param organization `general.organization`
    /// @param version `general.version`
    /// @param summary `general.description`
    /// @param url `general.url`, of the model or its paper
    /// @param repository `general.repo_url`
    /// @param quantizedBy `general.quantized_by`
    /// @param baseModels the models that this was made from
    public record Origin(
            Optional<String> author,
            Optional<String> organization,
            Optional<String> version,
            Optional<String> summary,
            Optional<String> url,
            Optional<String> repository,
            Optional<String> quantizedBy,
            List<BaseModel> baseModels) {
        public Origin {
            baseModels = List.copyOf(baseModels);
        }
    }

    /// A model that another was made from. Immutable.
    public record BaseModel(String name, Optional<String> organization, Optional<String> repository) {}

    /// What may be done with a model, as far as the file says. Immutable.
    ///
    /// @param id its short name in SPDX, such as `apache-2.0`, or `other`
    /// @param name its name
    /// @param link where it is written
    public record License(Optional<String> id, Optional<String> name, Optional<String> link) {}

    /// Copies the templates.
    public ModelInfo {
        chatTemplates = Map.copyOf(chatTemplates);
    }

    /// Returns the number of blocks, as in [Shape].
    public int layers() {
        return shape.layers();
    }

    /// Returns the width of the hidden state, as in [Shape].
    public int embeddingLength() {
        return shape.embeddingLength();
    }

    /// Returns the sampler that the file by itself recommends (`general.sampling.…`), with [llama-server's][Sampler#defaults] values
    /// for what it does not say; empty if it recommends nothing.
    ///
    /// @throws IllegalArgumentException if a number is none, or out of its range
    public Optional<Sampler> recommendedSampler() {
        return RecommendedSampling.read(metadata);
    }

    /// Returns whether the model continues text: not so encoders, such as embedding models, and diffusion models.
    public boolean generatesText() {
        return !traits.encoder() && traits.decoder() && traits.causal() && !traits.diffusion();
    }
}
