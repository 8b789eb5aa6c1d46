package dev.panallama.runner.openai;

import dev.panallama.Token;
import dev.panallama.Vocabulary;
import dev.panallama.runner.serving.LoadedModel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
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
            String prompt = request.echo() ? text(request.prompts().get(it.index() / request.count())) : "";
            ObjectNode choice = choice(it.index(), prompt + it.text());
            putScores(choice, request.hasLogProbabilities(), it.tokens());
            choices.add(choice.put("finish_reason", it.reasonName()));
        }
        answer.set("usage", usage(answers));
        return answer;
    }

    private String text(JsonNode prompt) {
        return prompt.isString() ? prompt.stringValue() : vocabulary.detokenize(TextRequest.tokens(prompt, vocabulary));
    }

    /// Returns the piece for a token.
    ObjectNode chunk(int index, Token token, boolean scored) {
        ObjectNode choice = choice(index, token.text());
        putScores(choice, scored, List.of(token));
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
        return node().put("id", id).put("object", "text_completion").put("created", created).put("model", model);
    }

    private static ObjectNode usage(List<TextAnswer> answers) {
        int prompt = answers.stream().filter(it -> it.choice() == 0).mapToInt(TextAnswer::promptTokens).sum();
        int generated = answers.stream().mapToInt(it -> it.tokens().size()).sum();
        return node().put("prompt_tokens", prompt)
                .put("completion_tokens", generated)
                .put("total_tokens", prompt + generated);
    }

    /// The legacy form: lists side by side.
    private void putScores(ObjectNode choice, boolean scored, List<Token> tokens) {
        if (!scored) {
            choice.putNull("logprobs");
            return;
        }
        ObjectNode scores = choice.putObject("logprobs");
        ArrayNode texts = scores.putArray("tokens");
        ArrayNode values = scores.putArray("token_logprobs");
        ArrayNode tops = scores.putArray("top_logprobs");
        ArrayNode offsets = scores.putArray("text_offset");
        int offset = 0;
        for (Token it : tokens) {
            texts.add(piece(it.id()));
            values.add(it.logProbability());
            ObjectNode top = tops.addObject();
            it.alternatives().forEach(other -> top.put(piece(other.id()), other.logProbability()));
            offsets.add(offset);
            offset += it.text().length();
        }
    }

    private String piece(int id) {
        return new String(vocabulary.piece(id), StandardCharsets.UTF_8);
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
