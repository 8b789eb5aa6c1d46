package dev.panallama.runner.llamacpp;

import dev.panallama.Vocabulary;
import dev.panallama.runner.http.RequestException;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// A prompt as llama-server takes it: texts and tokens in any order. Immutable.
///
/// @param parts texts and numbers of tokens
record Prompt(List<JsonNode> parts) {
    Prompt {
        parts = List.copyOf(parts);
    }

    /// Returns the prompts of a request: one if it is a text, an object with `prompt_string`, or a list with a number in it;
    /// otherwise each element of the list is one.
    ///
    /// @throws RequestException if it is none of these
    static List<Prompt> all(JsonNode prompt) {
        if (!isSeveral(prompt)) return List.of(of(prompt));
        if (prompt.isEmpty()) throw RequestException.of("prompt", "is empty");
        return prompt.valueStream().map(Prompt::of).toList();
    }

    /// Whether a request has a list of prompts, which is answered with a list.
    static boolean isSeveral(JsonNode prompt) {
        return prompt.isArray() && prompt.valueStream().noneMatch(JsonNode::isNumber);
    }

    private static Prompt of(JsonNode prompt) {
        if (prompt.isString()) return new Prompt(List.of(prompt));
        if (prompt.isObject()) return of(textOf(prompt));
        boolean mixed = prompt.isArray() && !prompt.isEmpty()
                && prompt.valueStream().allMatch(it -> it.isString() || it.isInt());
        if (!mixed) throw RequestException.of("prompt", "is neither text nor tokens nor a list of such");
        return new Prompt(prompt.valueStream().toList());
    }

    private static JsonNode textOf(JsonNode object) {
        if (!object.path("multimodal_data").isMissingNode() && !object.path("multimodal_data").isEmpty())
            throw RequestException.of("multimodal_data", "is not supported: models here read text");
        if (!object.path("prompt_string").isString())
            throw RequestException.of("prompt", "is an object without a text prompt_string");
        return object.get("prompt_string");
    }

    /// Returns its tokens. A text at its beginning gets the token before it that the model wants there; special tokens in
    /// texts are parsed.
    int[] tokens(Vocabulary vocabulary) {
        return IntStream.range(0, parts.size()).flatMap(it -> {
            JsonNode part = parts.get(it);
            return part.isString()
                    ? IntStream.of(vocabulary.tokenize(part.stringValue(), it == 0, true))
                    : IntStream.of(part.intValue());
        }).toArray();
    }
}
