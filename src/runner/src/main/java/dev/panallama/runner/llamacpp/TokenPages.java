package dev.panallama.runner.llamacpp;

import dev.panallama.Vocabulary;
import dev.panallama.runner.answering.ModelRequest;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.serving.ModelCard.Ability;
import dev.panallama.runner.serving.ModelPool;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Turns texts into tokens, and tokens into texts.
record TokenPages(ModelPool models) {
    void tokenize(Exchange exchange) throws Exception {
        ModelRequest asked = ModelRequest.of(exchange, models, Ability.COMPLETION);
        Fields fields = asked.sent();
        String text = fields.text("content").orElse("");
        boolean addSpecial = fields.flag("add_special").orElse(false);
        boolean parseSpecial = fields.flag("parse_special").orElse(true);
        boolean pieces = fields.flag("with_pieces").orElse(false);
        ObjectNode answer = node();
        ArrayNode tokens = answer.putArray("tokens");
        asked.run(loaded -> {
            Vocabulary vocabulary = loaded.model().vocabulary();
            for (int id : vocabulary.tokenize(text, addSpecial, parseSpecial))
                if (pieces) putPiece(tokens.addObject().put("id", id), vocabulary, id);
            else tokens.add(id);
        });
        exchange.send(answer);
    }

    /// A piece that is no whole text is told by its bytes.
    private static void putPiece(ObjectNode node, Vocabulary vocabulary, int id) {
        byte[] bytes = vocabulary.piece(id);
        try {
            node.put("piece", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException _) {
            ArrayNode list = node.putArray("piece");
            for (byte it : bytes) list.add(Byte.toUnsignedInt(it));
        }
    }

    void detokenize(Exchange exchange) throws Exception {
        ModelRequest asked = ModelRequest.of(exchange, models, Ability.COMPLETION);
        Fields fields = asked.sent();
        List<JsonNode> tokens = fields.list("tokens");
        if (!tokens.stream().allMatch(JsonNode::isInt)) throw RequestException.of("tokens", "is no list of integers");
        int[] ids = tokens.stream().mapToInt(JsonNode::intValue).toArray();
        ObjectNode answer = node();
        asked.run(loaded -> answer.put("content", loaded.model().vocabulary().detokenize(ids)));
        exchange.send(answer);
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
