package dev.panallama.runner.llamacpp;

import dev.panallama.LoraInfo;
import dev.panallama.Vocabulary;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.LoraFields;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Problem;
import dev.panallama.runner.serving.Loras;
import dev.panallama.runner.serving.ModelCard.Ability;
import dev.panallama.runner.serving.ModelPool;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `/lora-adapters`: the adapters of a model, and how strongly each is applied. The parameter `model` names it.
record LoraPages(ModelPool models) {
    void all(Exchange exchange) throws Exception {
        models.run(models.find(exchange.parameter("model"), Ability.COMPLETION), loaded -> {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            for (Loras.Entry it : loaded.loras().all()) all.add(node(all.size(), it, loaded.model().vocabulary()));
            exchange.send(all);
        });
    }

    /// Sets the scales; adapters that are not named are not applied any more.
    void set(Exchange exchange) throws Exception {
        JsonNode list = exchange.json();
        if (!list.isArray())
            throw new Problem(Problem.Kind.INVALID, "the request is no list: send [{\"id\": 0, \"scale\": 1.0}]")
                    .asException();
        Map<Integer, Float> scales = LoraFields.scales(list.valueStream().toList());
        models.run(models.find(exchange.parameter("model"), Ability.COMPLETION), loaded -> {
            Answering.checked("id", () -> {
                loaded.loras().set(scales);
                return scales;
            });
            exchange.send(JsonNodeFactory.instance.objectNode().put("success", true));
        });
    }

    /// Of the file, only the name is told.
    private static ObjectNode node(int id, Loras.Entry entry, Vocabulary vocabulary) {
        LoraInfo info = entry.info();
        ObjectNode node = JsonNodeFactory.instance.objectNode()
                .put("id", id)
                .put("path", entry.fileName())
                .put("scale", entry.scale())
                .put("task_name", info.taskName().orElse(""))
                .put("prompt_prefix", info.promptPrefix().orElse(""));
        if (info.invocationTokens().isEmpty()) return node;
        int[] invocation = info.invocationTokens().stream().mapToInt(Integer::intValue).toArray();
        node.put("alora_invocation_string", vocabulary.detokenize(invocation));
        ArrayNode tokens = node.putArray("alora_invocation_tokens");
        for (int it : invocation) tokens.add(it);
        return node;
    }
}
