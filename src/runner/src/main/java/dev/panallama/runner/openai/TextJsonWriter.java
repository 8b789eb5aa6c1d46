package dev.panallama.runner.openai;

import dev.panallama.Token;
import dev.panallama.Vocabulary;
import dev.panallama.runner.serving.LoadedModel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes one text completion. Any thread may use it.
final class TextJsonWriter {
    private final String model;
    private final Vocabulary vocabulary;
    private final String id = "cmpl-" + UUID.randomUUID().toString().replace("-", "");
    private final long created = Instant.now().getEpochSecond();

    TextJsonWriter(LoadedModel model) {
        this.model = model.installed().name();
        vocabulary = model.model().vocabulary();
    }

    /// Returns the whole answer.
    ObjectNode answer(List<TextAnswer> answers, TextRequest request) {
        ObjectNode answer = envelope();
        ArrayNode choices = answer.putArray("choices");
        for (TextAnswer it : answers) {
            ObjectNode choice = choice(it.index(), it.echo().text() + it.text());
            var tokens = new ArrayList<>(it.echo().tokens());
            tokens.addAll(it.tokens());
            putScores(choice, request.hasLogProbabilities(), tokens, 0);
            choices.add(choice.put("finish_reason", it.reasonName()));
        }
        answer.set("usage", usage(answers));
        return answer;
    }

    /// Returns a piece.
    ///
    /// @param offset how many characters of the answer come before
    ObjectNode chunk(int index, String text, boolean scored, List<Token> tokens, int offset) {
        ObjectNode choice = choice(index, text);
        putScores(choice, scored, tokens, offset);
        return chunk(choice.putNull("finish_reason"));
    }

    /// Returns the piece that ends one of the answers.
    ObjectNode closing(TextAnswer answer) {
        return chunk(choice(answer.index(), "").putNull("logprobs").put("finish_reason", answer.reasonName()));
    }

    /// Returns the piece that says what all of them took.
    ObjectNode usageChunk(List<TextAnswer> answers) {
        ObjectNode chunk = envelope();
        chunk.putArray("choices");
        chunk.set("usage", usage(answers));
        return chunk;
    }

    private ObjectNode chunk(ObjectNode choice) {
        ObjectNode chunk = envelope();
        chunk.putArray("choices").add(choice);
        return chunk;
    }

    private static ObjectNode choice(int index, String text) {
        return node().put("text", text).put("index", index);
    }

    private ObjectNode envelope() {
        return node().put("id", id)
                .put("object", "text_completion")
                .put("created", created)
                .put("model", model)
                .put("system_fingerprint", "panallama");
    }

    private static ObjectNode usage(List<TextAnswer> answers) {
        int prompt = TextAnswer.promptTokens(answers);
        int generated = TextAnswer.generatedTokens(answers);
        List<TextAnswer> firsts = answers.stream().filter(it -> it.choice() == 0).toList();
        ObjectNode usage = node().put("prompt_tokens", prompt)
                .put("completion_tokens", generated)
                .put("total_tokens", prompt + generated);
        usage.putObject("prompt_tokens_details")
                .put("cached_tokens", firsts.stream().mapToInt(TextAnswer::reusedTokens).sum());
        return usage;
    }

    /// The legacy form: lists side by side.
    private void putScores(ObjectNode choice, boolean scored, List<Token> tokens, int before) {
        if (!scored) {
            choice.putNull("logprobs");
            return;
        }
        ObjectNode scores = choice.putObject("logprobs");
        ArrayNode texts = scores.putArray("tokens");
        ArrayNode values = scores.putArray("token_logprobs");
        ArrayNode tops = scores.putArray("top_logprobs");
        ArrayNode offsets = scores.putArray("text_offset");
        int offset = before;
        for (Token it : tokens) {
            texts.add(piece(it.id()));
            offsets.add(offset);
            offset += it.text().codePointCount(0, it.text().length());
            if (Double.isNaN(it.logProbability())) { // nothing comes before it
                values.addNull();
                tops.addNull();
                continue;
            }
            values.add(it.logProbability());
            tops.add(top(it));
        }
    }

    /// The token itself is always among them. Of several that look alike the likeliest counts.
    private ObjectNode top(Token token) {
        ObjectNode top = node();
        for (Token.Alternative it : token.alternatives()) {
            String piece = piece(it.id());
            if (!top.has(piece)) top.put(piece, it.logProbability());
        }
        String own = piece(token.id());
        if (!top.has(own)) top.put(own, token.logProbability());
        return top;
    }

    /// Returns what a token says; where that is a part of a character, its bytes as OpenAI writes them.
    private String piece(int id) {
        byte[] bytes = vocabulary.piece(id);
        var text = new String(bytes, StandardCharsets.UTF_8);
        if (Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) return text;
        return "bytes:" + HexFormat.ofDelimiter("").withPrefix("\\x").formatHex(bytes);
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
