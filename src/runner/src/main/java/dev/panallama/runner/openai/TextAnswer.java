package dev.panallama.runner.openai;

import dev.panallama.FinishReason;
import dev.panallama.Token;
import java.util.List;
import java.util.stream.Collectors;

/// How a text was continued.
///
/// @param index counts the answers to a request
/// @param choice counts those to the same prompt
/// @param promptTokens how many tokens it began with
/// @param reusedTokens how many of those were computed already
/// @param echo what it repeats of them
record TextAnswer(
        int index, int choice, int promptTokens, int reusedTokens, Echo echo, List<Token> tokens, FinishReason reason) {
    String text() {
        return tokens.stream().map(Token::text).collect(Collectors.joining());
    }

    /// Returns how many tokens the prompts of several have.
    static int promptTokens(List<TextAnswer> answers) {
        return answers.stream().filter(it -> it.choice() == 0).mapToInt(TextAnswer::promptTokens).sum();
    }

    /// Returns how many tokens several have.
    static int generatedTokens(List<TextAnswer> answers) {
        return answers.stream().mapToInt(it -> it.tokens().size()).sum();
    }

    String reasonName() {
        return reason == FinishReason.STOP ? "stop" : "length";
    }
}
