package dev.panallama.internal.load;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufValue;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// How much memory the parts of a model take on a GPU, in bytes. Immutable.
///
/// @param layers of each layer, weights and KV cache
/// @param output of the last matrix and norm, which count as one more layer
/// @param computing of each device's intermediate results, about
public record LayerSizes(List<Long> layers, long output, long computing) {
    private static final Pattern LAYER = Pattern.compile("(?:^|\\.)blk\\.(\\d{1,4})\\.");
    private static final Pattern INPUT = Pattern.compile("token_embd.*|position_embd.*|token_types.*");
    private static final int BATCH = 512; // tokens computed together
    private static final int CACHE_BYTES = 2; // of a number, F16
    private static final int ROWS = 16; // of an embedding's width that live at once, as numbers of 4 bytes

    public LayerSizes {
        layers = List.copyOf(layers);
    }

    /// Adds up the tensors of a model, and what each layer keeps of a sequence.
    ///
    /// @param contextLength the tokens of the sequence; 0 takes what the model was trained for, at most 4096
    /// @param elsewhere whether a tensor of that name is kept off the GPU by its user
    public static LayerSizes of(Header header, int contextLength, Predicate<String> elsewhere) {
        Gguf file = header.first();
        int count = Math.clamp(number(file, "block_count"), 0, 512);
        var weights = new long[count];
        long output = 0;
        long embedding = 0;
        for (GgufTensor it : header.tensors().toList()) {
            Matcher layer = LAYER.matcher(it.name());
            if (it.name().equals("token_embd.weight")) embedding = it.sizeBytes();
            if (elsewhere.test(it.name()) || INPUT.matcher(it.name()).matches()) continue;
            int index = layer.find() ? Integer.parseInt(layer.group(1)) : count;
            if (index < count) weights[index] += it.sizeBytes();
            else output += it.sizeBytes();
        }
        boolean tied = header.tensors().noneMatch(it -> it.name().equals("output.weight"));
        long context = contextLength > 0 ? contextLength : Math.clamp(number(file, "context_length"), 1, 4096);
        return new LayerSizes(
                IntStream.range(0, count).mapToObj(i -> weights[i] + memory(file, i, context)).toList(),
                output + (tied ? embedding : 0),
                computing(file));
    }

    /// Keys and values of all tokens, or the state of a recurrent layer; both where nobody tells which it is.
    private static long memory(Gguf file, int layer, long context) {
        long heads = number(file, "attention.head_count");
        long byWidth = heads == 0 ? 0 : number(file, "embedding_length") / heads;
        long perHead = number(file, "attention.key_length", byWidth) + number(file, "attention.value_length", byWidth);
        long state = number(file, "ssm.inner_size")
                * (number(file, "ssm.state_size") + number(file, "ssm.conv_kernel"))
                * Float.BYTES;
        return context * keyValueHeads(file, layer, heads) * perHead * CACHE_BYTES + state;
    }

    private static long keyValueHeads(Gguf file, int layer, long heads) {
        return file.metadata().get(key(file, "attention.head_count_kv")) instanceof GgufValue.Array(_, List<?> each)
                && layer < each.size()
                && each.get(layer) instanceof Long ofLayer
                        ? ofLayer
                        : number(file, "attention.head_count_kv", heads);
    }

    /// Logits of a batch, and what a layer computes on the way.
    private static long computing(Gguf file) {
        long vocabulary = file.arrayLength("tokenizer.ggml.tokens");
        long width = number(file, "embedding_length") * ROWS + number(file, "feed_forward_length") * 2;
        return BATCH * (vocabulary + width) * Float.BYTES;
    }

    private static long number(Gguf file, String name) {
        return number(file, name, 0);
    }

    private static long number(Gguf file, String name, long otherwise) {
        return Math.clamp(file.whole(key(file, name)).orElse(otherwise), 0, Integer.MAX_VALUE);
    }

    private static String key(Gguf file, String name) {
        return file.text("general.architecture").orElse("") + "." + name;
    }
}
