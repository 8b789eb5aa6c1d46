package dev.panallama.runner.openai;

import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.Inventory;
import dev.panallama.runner.store.ModelNotFoundException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Which models there are.
record ModelList(Inventory inventory) {
    void all(Exchange exchange) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("object", "list");
        ArrayNode data = answer.putArray("data");
        inventory.all().forEach(it -> data.add(described(it)));
        exchange.send(answer);
    }

    void one(Exchange exchange) throws ModelNotFoundException {
        exchange.send(described(inventory.find(exchange.value(0))));
    }

    private static ObjectNode described(InstalledModel model) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        return node.put("id", model.name())
                .put("object", "model")
                .put("created", model.modified().getEpochSecond())
                .put("owned_by", "panallama");
    }
}
