package dev.panallama.runner.page;

import dev.panallama.Device;
import dev.panallama.Llama;
import dev.panallama.runner.console.ProgramVersion;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Server;
import dev.panallama.runner.serving.MachineMemory;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.store.Catalog;
import dev.panallama.runner.store.CatalogEntry;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Tells what this machine is, and which models of the catalog fit into it. Any thread may use it.
public final class MachinePages {
    private final ModelPool models;

    private MachinePages(ModelPool models) {
        this.models = models;
    }

    /// Adds the page to a server.
    public static void addTo(Server server, ModelPool models) {
        server.get("/panallama/machine", new MachinePages(models)::answer);
    }

    private void answer(Exchange exchange) {
        MachineMemory memory = MachineMemory.now();
        ObjectNode answer = JsonNodeFactory.instance.objectNode()
                .put("version", ProgramVersion.text())
                .put("memory_bytes", memory.totalBytes())
                .put("memory_free_bytes", memory.freeBytes())
                .put("model_memory_bytes", models.memoryBytes())
                .put("cores", Runtime.getRuntime().availableProcessors())
                .put("threads", models.threads())
                .put("backend", backend());
        ArrayNode catalog = answer.putArray("catalog");
        for (CatalogEntry it : Catalog.entries()) catalog.add(described(it));
        exchange.send(answer);
    }

    private static String backend() {
        return Llama.devices().stream().map(Device::description).distinct().collect(Collectors.joining(", "));
    }

    private ObjectNode described(CatalogEntry entry) {
        long memory = models.memoryOf(entry);
        return JsonNodeFactory.instance.objectNode()
                .put("name", entry.name().toString())
                .put("title", entry.title())
                .put("parameters", entry.parameters())
                .put("bytes", entry.bytes())
                .put("memory_bytes", memory)
                .put("fits", memory <= models.memoryBytes())
                .put("installed", models.inventory().find(entry.name()).isPresent())
                .put("license", entry.license());
    }
}
