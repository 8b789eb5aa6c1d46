package dev.panallama.internal.load;

import dev.panallama.gguf.GgufTensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an adapter has to fit.
///
/// @param architecture the model's `general.architecture`
/// @param vocabularySize the number of tokens
/// @param tensors the model's tensors by name
public record BaseModel(String architecture, int vocabularySize, Map<String, GgufTensor> tensors) {
    /// Reads the tensors of a model's files.
    ///
    /// @throws dev.panallama.error.ModelLoadException if they cannot be read any more
    public static BaseModel read(List<Path> files, String architecture, int vocabularySize) {
        var tensors = new LinkedHashMap<String, GgufTensor>();
        new Header(files).tensors().forEach(it -> tensors.put(it.name(), it));
        return new BaseModel(architecture, vocabularySize, tensors);
    }

    /// Returns whether tokens are scored with the matrix that also turns them into vectors.
    boolean hasTiedEmbedding() {
        return !tensors.containsKey("output.weight");
    }
}
