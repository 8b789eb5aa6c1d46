package dev.panallama.runner.llamacpp;

import dev.panallama.Timings;
import dev.panallama.Token;
import java.util.List;

/// How a prompt was continued.
///
/// @param index counts the answers to a request
/// @param held how many tokens the session has in the end
/// @param truncated whether the context was full
record CompletionAnswer(
        int index,
        List<Integer> prompt,
        List<Token> tokens,
        String content,
        StopType stopType,
        String stoppingWord,
        int held,
        boolean truncated,
        Timings timings) {
    /// Why an answer ended, by llama-server's names.
    enum StopType {
        EOS, LIMIT, WORD
    }
}
