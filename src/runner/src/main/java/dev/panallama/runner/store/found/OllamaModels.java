package dev.panallama.runner.store.found;

import dev.panallama.runner.parameters.ParameterNames;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.LocalModels;
import dev.panallama.runner.store.ModelFiles;
import dev.panallama.runner.store.ModelName;
import dev.panallama.runner.store.ModelSettings;
import dev.panallama.runner.store.ModelSettings.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The models of Ollama. A manifest, `manifests/HOST/NAMESPACE/MODEL/TAG`, names what makes up each one: a model file, settings, texts; all of
/// them lie in `blobs` by their hashes.
///
/// @param folder its folder of models
public record OllamaModels(Path folder) implements LocalModels {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final String KIND = "application/vnd.ollama.image.";
    private static final int MANIFEST_DEPTH = 4;
    private static final long LONGEST_TEXT = 1 << 20; // bytes

    @Override
    public List<InstalledModel> all() {
        Path manifests = folder.resolve("manifests");
        return ModelFiles.filesBelow(manifests, MANIFEST_DEPTH).stream()
                .filter(it -> manifests.relativize(it).getNameCount() == MANIFEST_DEPTH)
                .flatMap(it -> model(manifests.relativize(it), it).stream())
                .toList();
    }

    private Optional<InstalledModel> model(Path place, Path manifest) {
        try {
            JsonNode layers = JsonMapper.shared().readTree(Files.readString(manifest)).path("layers");
            List<Path> files = blobs(layers, "model");
            if (files.size() != 1 || !isGguf(files.getFirst())) return Optional.empty();
            Optional<ModelName> name = name(place);
            if (name.isEmpty()) return Optional.empty();
            return new ModelFiles(files).installed(name.get(), settings(layers), InstalledModel.Owner.OLLAMA);
        } catch (IOException | JacksonException odd) { // it is not whole, or not for us
            leftOut("the model of " + manifest, String.valueOf(odd.getMessage()));
            return Optional.empty();
        }
    }

    /// The usual host and namespace are left out, as Ollama does.
    private static Optional<ModelName> name(Path place) {
        String host = place.getName(0).toString();
        String namespace = place.getName(1).toString();
        String base = place.getName(2).toString();
        if (!namespace.equals("library")) base = namespace + "/" + base;
        if (!host.equals("registry.ollama.ai")) base = host + "/" + base;
        return ModelName.of(base + ":" + place.getName(3));
    }

    private ModelSettings settings(JsonNode layers) throws IOException {
        var messages = new ArrayList<Line>();
        for (String json : texts(layers, "messages"))
            for (JsonNode it : JsonMapper.shared().readTree(json))
                messages.add(new Line(it.path("role").asString(""), it.path("content").asString("")));
        List<String> licenses = texts(layers, "license");
        return new ModelSettings(
                texts(layers, "system").stream().findFirst(),
                Optional.empty(), // is written for Go
                parameters(layers),
                messages,
                blobs(layers, "adapter"),
                licenses.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", licenses)));
    }

    private Map<String, List<String>> parameters(JsonNode layers) throws IOException {
        var parameters = new LinkedHashMap<String, List<String>>();
        for (String json : texts(layers, "params"))
            for (Map.Entry<String, JsonNode> it : JsonMapper.shared().readTree(json).properties()) {
                List<String> values = values(it.getValue());
                if (ParameterNames.ALL.contains(it.getKey()) && !values.isEmpty()) parameters.put(it.getKey(), values);
                else leftOut("a parameter of Ollama", "%s: %s".formatted(it.getKey(), it.getValue()));
            }
        return parameters;
    }

    private static List<String> values(JsonNode value) {
        return (value.isArray() ? value.valueStream() : Stream.of(value))
                .filter(it -> it.isValueNode() && !it.isNull())
                .map(JsonNode::asString)
                .toList();
    }

    /// The logger is made here: to make one takes longer than to read a store.
    private static void leftOut(String what, String why) {
        System.getLogger("dev.panallama.store").log(System.Logger.Level.DEBUG, "left out %s: %s".formatted(what, why));
    }

    private List<String> texts(JsonNode layers, String kind) throws IOException {
        var texts = new ArrayList<String>();
        for (Path it : blobs(layers, kind)) if (Files.size(it) <= LONGEST_TEXT) texts.add(Files.readString(it));
        return texts;
    }

    private List<Path> blobs(JsonNode layers, String kind) {
        return layers.valueStream()
                .filter(it -> it.path("mediaType").asString("").equals(KIND + kind))
                .map(it -> it.path("digest").asString(""))
                .filter(it -> DIGEST.matcher(it).matches())
                .map(it -> folder.resolve("blobs").resolve(it.replace(':', '-')))
                .toList();
    }

    private static boolean isGguf(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(4), java.nio.charset.StandardCharsets.US_ASCII).equals("GGUF");
        }
    }
}
