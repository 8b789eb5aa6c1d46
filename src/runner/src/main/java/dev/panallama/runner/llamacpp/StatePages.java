package dev.panallama.runner.llamacpp;

import dev.panallama.ChatOptions;
import dev.panallama.EngineOptions;
import dev.panallama.EngineStatistics;
import dev.panallama.Llama;
import dev.panallama.Vocabulary;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.chat.TemplateCapabilities;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Problem;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.ModelCard.Ability;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.sampler.Sampler;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How a model is served, and what it is doing. The parameter `model` names it.
record StatePages(ModelPool models) {
    void properties(Exchange exchange) throws Exception {
        models.run(models.find(exchange.parameter("model"), Ability.COMPLETION), it -> exchange.send(properties(it)));
    }

    void slots(Exchange exchange) throws Exception {
        boolean needsOne = exchange.parameter("fail_on_no_slot").isPresent();
        models.run(models.find(exchange.parameter("model"), Ability.COMPLETION), loaded -> {
            List<EngineStatistics.Slot> slots = loaded.engine().statistics().slots();
            if (needsOne && slots.stream().allMatch(StatePages::isProcessing))
                throw new Problem(Problem.Kind.BUSY, "no slot is free: ask later").asException();
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            for (EngineStatistics.Slot it : slots) all.add(slot(all.size(), it, loaded.engine().options()));
            exchange.send(all);
        });
    }

    private static boolean isProcessing(EngineStatistics.Slot slot) {
        return slot.state() == EngineStatistics.State.BUSY;
    }

    private static ObjectNode slot(int id, EngineStatistics.Slot slot, EngineOptions options) {
        return node().put("id", id)
                .put("n_ctx", options.session().contextLength())
                .put("speculative", false)
                .put("is_processing", isProcessing(slot))
                .put("n_prompt_tokens", slot.tokens());
    }

    private static ObjectNode properties(LoadedModel loaded) {
        ObjectNode node = node();
        EngineOptions engine = loaded.engine().options();
        ObjectNode settings = node.putObject("default_generation_settings")
                .put("n_ctx", engine.session().contextLength());
        settings.set("params", JsonMapper.shared().readTree(Sampler.defaults().toJson()));
        node.put("total_slots", engine.slots()).put("model_alias", loaded.installed().name());
        loaded.template(ChatOptions.defaults()).ifPresentOrElse(it -> put(node, it),
                () -> node.put("chat_template", ""));
        node.putObject("modalities").put("vision", false).put("audio", false);
        Vocabulary vocabulary = loaded.model().vocabulary();
        return node.put("bos_token", text(vocabulary, vocabulary.beginningOfText()))
                .put("eos_token", text(vocabulary, vocabulary.endOfText()))
                .put("build_info", "panallama on llama.cpp " + Llama.version())
                .put("is_sleeping", false);
    }

    private static void put(ObjectNode node, ChatTemplate template) {
        TemplateCapabilities able = template.capabilities();
        node.put("chat_template", template.source())
                .putObject("chat_template_caps")
                .put("supports_string_content", able.plainContent())
                .put("supports_typed_content", able.typedContent())
                .put("supports_system_role", able.systemRole())
                .put("supports_tools", able.tools())
                .put("supports_tool_calls", able.toolCalls())
                .put("supports_parallel_tool_calls", able.parallelToolCalls())
                .put("supports_object_arguments", able.objectArguments())
                .put("supports_preserve_reasoning", able.pastReasoning());
    }

    private static String text(Vocabulary vocabulary, OptionalInt id) {
        return id.isPresent() ? vocabulary.rawText(id.getAsInt()) : "";
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
