package dev.panallama.runner.ollama;

import dev.panallama.error.GgufException;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufValue;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.ModelCard;
import dev.panallama.runner.serving.ModelCards;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.ModelNotFoundException;
import dev.panallama.runner.store.ModelSettings;
import dev.panallama.runner.store.Modelfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Which models there are, what they are, and which are in memory.
final class ModelPages {
    private static final Logger LOG = System.getLogger("dev.panallama.server");

    private final ModelPool models;
    private final ModelCards cards;

    ModelPages(ModelPool models) {
        this.models = models;
        cards = models.cards();
    }

    void all(Exchange exchange) {
        ObjectNode answer = node();
        ArrayNode list = answer.putArray("models");
        for (InstalledModel it : models.inventory().all()) {
            try {
                ModelCard card = cards.of(it);
                ObjectNode model = described(it, card);
                putAbilities(model, card);
                list.add(model);
            } catch (GgufException | UncheckedIOException unreadable) { // being written, say: the others are there
                LOG.log(Level.WARNING, "{0} is left out of the list: {1}", it.name(), unreadable.getMessage());
            }
        }
        exchange.send(answer);
    }

    void loaded(Exchange exchange) {
        ObjectNode answer = node();
        ArrayNode list = answer.putArray("models");
        for (ModelPool.Loaded it : models.loaded()) list.add(described(it));
        exchange.send(answer);
    }

    /// Where adapters lie is not told.
    private static ModelSettings withoutPlaces(ModelSettings settings) {
        return settings.withAdapters(settings.adapters().stream().map(Path::getFileName).toList());
    }

    private static ObjectNode described(ModelPool.Loaded loaded) {
        LoadedModel model = loaded.model();
        ObjectNode node = described(model.installed(), model.card());
        node.remove("modified_at");
        return node.put("size_vram", model.gpuBytes())
                .put("expires_at", date(loaded.until()))
                .put("context_length", model.contextLength());
    }

    void show(Exchange exchange) throws ModelNotFoundException, IOException {
        Fields fields = exchange.fields();
        InstalledModel model = models.inventory().find(Names.of(fields));
        ModelCard card = cards.of(model);
        ObjectNode answer = node()
                .put("modelfile", new Modelfile(model.name(), withoutPlaces(model.settings())).text())
                .put("parameters", model.settings().parameterLines())
                .put("template", card.template().orElse(""))
                .put("license", model.settings().license().or(card::license).orElse(""))
                .put("modified_at", date(model.modified()));
        model.settings().system().ifPresent(it -> answer.put("system", it));
        ArrayNode messages = answer.putArray("messages");
        for (ModelSettings.Line it : model.settings().messages())
            messages.addObject().put("role", it.role()).put("content", it.content());
        answer.set("details", details(card));
        ObjectNode info = info(card);
        if (fields.flag("verbose").orElse(false)) putLists(info, Gguf.read(model.file()));
        answer.set("model_info", info);
        putAbilities(answer, card);
        exchange.send(answer);
    }

    private static void putAbilities(ObjectNode node, ModelCard card) {
        ArrayNode capabilities = node.putArray("capabilities");
        card.abilities().forEach(it -> capabilities.add(it.label()));
    }

    private static ObjectNode described(InstalledModel model, ModelCard card) {
        ObjectNode node = node()
                .put("name", model.fullName())
                .put("model", model.fullName())
                .put("modified_at", date(model.modified()))
                .put("size", model.bytes())
                .put("digest", card.digest());
        node.set("details", details(card));
        return node;
    }

    private static ObjectNode details(ModelCard card) {
        ObjectNode details = node()
                .put("parent_model", "")
                .put("format", "gguf")
                .put("family", card.architecture())
                .put("parameter_size", size(card.parameters()))
                .put("quantization_level", card.quantization())
                .put("context_length", card.contextLength())
                .put("embedding_length", card.embeddingLength());
        details.putArray("families").add(card.architecture());
        return details;
    }

    private static ObjectNode info(ModelCard card) {
        ObjectNode info = node();
        for (Map.Entry<String, Object> it : card.metadata().entrySet()) info.putPOJO(it.getKey(), it.getValue());
        return info.put("general.parameter_count", card.parameters());
    }

    private static void putLists(ObjectNode info, Gguf file) {
        file.metadata().forEach((key, value) -> {
            if (value instanceof GgufValue.Array(_, List<?> elements)) info.putPOJO(key, List.copyOf(elements));
        });
    }

    private static String size(long parameters) {
        if (parameters >= 1_000_000_000) return String.format(Locale.ROOT, "%.1fB", parameters / 1e9);
        return String.format(Locale.ROOT, "%.2fM", parameters / 1e6);
    }

    private static String date(Instant time) {
        return time.toString(); // with its seconds, also where they are 0
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
