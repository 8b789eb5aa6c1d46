package dev.panallama.runner.ollama;

import dev.panallama.quantization.Quantization;
import dev.panallama.runner.http.AnswerStream;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.Framing;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.store.Digest;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.Library;
import dev.panallama.runner.store.ModelMaker;
import dev.panallama.runner.store.ModelName;
import dev.panallama.runner.store.ModelSettings;
import dev.panallama.runner.store.ModelSettings.Line;
import dev.panallama.runner.store.SentFiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What changes the store: `/api/copy`, `/api/delete`, `/api/create`.
record StorePages(Library library, ModelPool models) {
    void copy(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        library.copy(fields.required("source"), name("destination", fields.required("destination")));
        exchange.sendNothing();
    }

    void delete(Exchange exchange) throws Exception {
        String name = Names.of(exchange.fields());
        InstalledModel model = library.removable(name);
        models.free(model); // first: a file that is in use cannot be deleted everywhere
        library.remove(model);
        exchange.sendNothing();
    }

    void create(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        fields.refuse("is not supported: give the fields themselves", "modelfile", "path");
        ModelName name = name("model", Names.of(fields));
        Map<String, Digest> files = digests(fields, "files");
        try (SentFiles sent = library.sentFiles()) {
            InstalledModel base = base(fields, files, sent);
            ModelSettings changes = settings(fields).withAdapters(sent.adapters(digests(fields, "adapters"), base));
            Optional<Quantization> quantization = fields.text("quantize").filter(it -> !it.isEmpty())
                    .map(ModelMaker::quantization);
            create(exchange, it -> it.create(name, base, changes, quantization), fields.flag("stream").orElse(true));
        }
    }

    /// What makes a model.
    private interface Making {
        InstalledModel with(ModelMaker maker) throws Exception;
    }

    private void create(Exchange exchange, Making making, boolean streamed) throws Exception {
        if (!streamed) {
            InstalledModel _ = making.with(library.maker(new PullPage.Told(_ -> {})));
            exchange.send(PullPage.status("success"));
            return;
        }
        AnswerStream out = exchange.stream(Framing.LINES);
        InstalledModel _ = making.with(library.maker(new PullPage.Told(it -> out.write(it.toString()))));
        out.write(PullPage.status("writing manifest").toString());
        out.write(PullPage.status("success").toString());
        out.end();
    }

    private InstalledModel base(Fields fields, Map<String, Digest> files, SentFiles sent) throws Exception {
        if (files.isEmpty()) return library.inventory().find(fields.required("from"));
        if (fields.has("from")) throw RequestException.of("from", "is given, and so are files: give one of them");
        return sent.model(files);
    }

    private static Map<String, Digest> digests(Fields fields, String name) {
        Map<String, Digest> digests = new LinkedHashMap<>();
        fields.object(name).ifPresent(all -> all.node().properties().forEach(it -> digests.put(it.getKey(),
                Digest.of(it.getValue().asString("")).orElseThrow(() -> RequestException.of(name,
                        "has one without a digest: give sha256: and 64 hexadecimal digits")))));
        return digests;
    }

    private static ModelSettings settings(Fields fields) {
        var messages = new ArrayList<Line>();
        for (JsonNode it : fields.list("messages")) {
            var message = new Fields(it);
            messages.add(new Line(message.required("role"), message.required("content")));
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        fields.object("parameters").ifPresent(all -> all.node().properties().forEach(
                it -> parameters.put(it.getKey(), values(it.getValue()))));
        List<String> licenses = fields.texts("license");
        return new ModelSettings(fields.text("system"), fields.text("template").filter(it -> !it.isEmpty()), parameters,
                messages, List.of(),
                licenses.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", licenses)));
    }

    private static List<String> values(JsonNode value) {
        if (!value.isArray()) return List.of(plain(value));
        return value.valueStream().map(StorePages::plain).toList();
    }

    private static String plain(JsonNode value) {
        if (value.isContainer() || value.isNull())
            throw RequestException.of("parameters", "has a value that is neither number nor text");
        return value.asString();
    }

    private static ModelName name(String field, String text) {
        try {
            return ModelName.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw RequestException.of(field, "cannot be taken: " + wrong.getMessage());
        }
    }
}
