package dev.panallama.runner.cli.model;

import dev.panallama.runner.store.InstalledModel;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What programs are told of a model.
final class ModelJson {
    private final Digests digests = new Digests();

    ObjectNode of(InstalledModel model) {
        return JsonNodeFactory.instance.objectNode()
                .put("name", model.name())
                .put("digest", digests.of(model).orElse(null))
                .put("size", model.bytes())
                .put("modified_at", model.modified().toString())
                .put("owner", model.owner().name().toLowerCase(Locale.ROOT))
                .put("file", model.file().toString());
    }
}
