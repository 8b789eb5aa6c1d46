package dev.panallama.runner.answering;

import dev.panallama.Adapters;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.Loras;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// llama-server's field `lora`: how strongly each adapter of the model is applied.
public final class LoraFields {
    private static final String NAME = "lora";

    private LoraFields() {}

    /// Reads the field of a request. Nothing is said where it is missing or empty.
    ///
    /// @throws RequestException if it is wrong
    public static Map<Integer, Float> read(Fields fields) {
        return scales(fields.list(NAME));
    }

    /// Reads a list of `id` and `scale`.
    ///
    /// @throws RequestException if it is none
    public static Map<Integer, Float> scales(List<JsonNode> list) {
        var scales = new LinkedHashMap<Integer, Float>();
        for (JsonNode it : list) {
            if (!it.path("id").isInt() || !it.path("scale").isNumber())
                throw RequestException.of(NAME, "has something else than {\"id\": 0, \"scale\": 1.0} in it");
            if (scales.put(it.path("id").intValue(), (float) it.path("scale").doubleValue()) != null)
                throw RequestException.of(NAME, "names the adapter %s twice".formatted(it.path("id")));
        }
        return scales;
    }

    /// Returns the adapters that are asked for, or where nothing is said those that the model has.
    ///
    /// @throws RequestException if it has no such adapters
    static Adapters adapters(LoadedModel model, Map<Integer, Float> scales) {
        Loras loras = model.loras();
        return scales.isEmpty() ? loras.now() : Answering.checked(NAME, () -> loras.of(scales));
    }
}
