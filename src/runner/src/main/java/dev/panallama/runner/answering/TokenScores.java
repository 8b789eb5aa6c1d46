package dev.panallama.runner.answering;

import dev.panallama.Token;
import dev.panallama.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes how likely tokens were, and which others were. Any thread may use it.
public record TokenScores(Vocabulary vocabulary) {
    /// Returns a list with an object for each token.
    public ArrayNode of(List<Token> tokens) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Token token : tokens) {
            ObjectNode one = score(all.addObject(), token.id(), token.logProbability());
            ArrayNode top = one.putArray("top_logprobs");
            for (Token.Alternative it : token.alternatives()) score(top.addObject(), it.id(), it.logProbability());
        }
        return all;
    }

    private ObjectNode score(ObjectNode node, int id, double logProbability) {
        byte[] piece = vocabulary.piece(id);
        node.put("token", new String(piece, StandardCharsets.UTF_8)).put("logprob", logProbability);
        ArrayNode bytes = node.putArray("bytes");
        for (byte it : piece) bytes.add(Byte.toUnsignedInt(it));
        return node;
    }
}
