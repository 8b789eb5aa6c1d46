package dev.panallama.quantization;

import dev.panallama.gguf.TensorType;
import java.util.regex.Pattern;

/// A type for the tensors that a pattern is found in the names of, such as `ffn_down` in `blk.7.ffn_down.weight`.
public record TensorRule(Pattern pattern, TensorType type) {
    /// @throws IllegalArgumentException if llama.cpp cannot write the type
    public TensorRule {
        Types.checkWritable("the type of tensors named " + pattern, type);
    }

    boolean matches(String tensor) {
        return pattern.matcher(tensor).find();
    }

    @Override
    public boolean equals(Object other) { // a Pattern has no equality of its own
        return other instanceof TensorRule(Pattern it, TensorType itsType)
                && type == itsType
                && it.flags() == pattern.flags()
                && it.pattern().equals(pattern.pattern());
    }

    @Override
    public int hashCode() {
        return 31 * pattern.pattern().hashCode() + type.hashCode();
    }
}
