package dev.panallama.runner.server;

import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// The pages that answer with text. All of them understand much the same request: each reads its own fields of it.
enum AnswerPage {
    CHAT_COMPLETIONS("/v1/chat/completions", "/choices/0/message/content", "/choices/0/delta/content",
            "/usage/prompt_tokens"), COMPLETIONS("/v1/completions", "/choices/0/text", "/choices/0/text",
                    "/usage/prompt_tokens"), RESPONSES("/v1/responses", "/output/0/content/0/text", "/delta",
                            "/usage/input_tokens"), MESSAGES("/v1/messages", "/content/0/text", "/delta/text",
                                    "/usage/input_tokens"), OLLAMA_CHAT("/api/chat", "/message/content",
                                            "/message/content", "/prompt_eval_count"), OLLAMA_GENERATE("/api/generate",
                                                    "/response", "/response", "/prompt_eval_count"), COMPLETION(
                                                            "/completion", "/content", "/content", "/tokens_evaluated");

    private static final String REQUEST = """
            {"model": "%s", "stream": %s, "seed": %d, "temperature": 1, "max_tokens": %d, "n_predict": %4$d,
             "max_output_tokens": %4$d, "options": {"seed": %3$d, "temperature": 1, "num_predict": %4$d},
             "%5$s": "%6$s", "messages": [{"role": "user", "content": "%6$s"}]}""";

    private static final String ONLY = """
            {"json_schema": {"enum": ["%1$s"]}, "format": {"enum": ["%1$s"]},
             "text": {"format": {"type": "json_schema", "name": "said", "schema": {"enum": ["%1$s"]}}},
             "output_config": {"format": {"type": "json_schema", "schema": {"enum": ["%1$s"]}}},""";

    final String path;
    private final String text;
    private final String piece;
    private final String promptTokens;

    AnswerPage(String path, String text, String piece, String promptTokens) {
        this.path = path;
        this.text = text;
        this.piece = piece;
        this.promptTokens = promptTokens;
    }

    /// Returns a request for some tokens at temperature 1.
    String request(String model, String prompt, int seed, int tokens, boolean stream) {
        return REQUEST.formatted(model, stream, seed, tokens, this == RESPONSES ? "input" : "prompt", prompt);
    }

    /// Returns a request that one text alone answers, in quotes: what others ask at the same time changes roundings, and with
    /// them what a model of random weights says by itself.
    String saying(String model, String words, boolean stream) {
        return ONLY.formatted(words) + request(model, words, 1, 100, stream).substring(1);
    }

    /// Whether a prompt is written as a message by the model's template.
    boolean hasTemplate() {
        return this != COMPLETIONS && this != COMPLETION;
    }

    String text(JsonNode answer) {
        return answer.at(text).asString("");
    }

    int promptTokens(JsonNode answer) {
        return answer.at(promptTokens).intValue() + answer.at("/usage/cache_read_input_tokens").asInt(0);
    }

    /// Returns the text of all pieces of a stream.
    String streamed(String body) {
        return body.lines()
                .map(it -> it.startsWith("data: ") ? it.substring(6) : it)
                .filter(it -> it.startsWith("{"))
                .map(it -> TestServer.json(it).at(piece).asString(""))
                .collect(Collectors.joining());
    }

    /// Whether a stream has come to its proper end.
    boolean isWhole(String body) {
        return switch (this) {
            case CHAT_COMPLETIONS, COMPLETIONS -> body.endsWith("data: [DONE]\n\n");
            case RESPONSES -> body.contains("event: response.completed") || body.contains("event: response.incomplete");
            case MESSAGES -> body.contains("event: message_stop");
            case OLLAMA_CHAT, OLLAMA_GENERATE -> body.contains("\"done\":true");
            case COMPLETION -> body.contains("\"stop\":true");
        };
    }
}
