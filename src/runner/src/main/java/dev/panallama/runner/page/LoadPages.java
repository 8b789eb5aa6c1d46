package dev.panallama.runner.page;

import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Server;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.store.InstalledModel;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Tells which models are in memory or on their way into it, and how far they have come. Any thread may use it.
public record LoadPages(ModelPool models) {
    /// Where a model is.
    private enum State {
        UNLOADED, LOADING, LOADED
    }

    private record Place(State state, double progress) {}

    /// Adds the page.
    public static void addTo(Server server, ModelPool models) {
        server.get("/panallama/models", new LoadPages(models)::answer);
    }

    private void answer(Exchange exchange) {
        Map<InstalledModel, Place> places = new HashMap<>();
        for (ModelPool.Loading it : models.loading())
            places.put(it.installed(), new Place(State.LOADING, it.progress()));
        for (ModelPool.Loaded it : models.loaded()) places.put(it.model().installed(), new Place(State.LOADED, 1));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode all = answer.putArray("models");
        for (InstalledModel it : models.inventory().all()) {
            Place place = places.getOrDefault(it, new Place(State.UNLOADED, 0));
            all.addObject()
                    .put("name", it.fullName())
                    .put("state", place.state().name().toLowerCase(Locale.ROOT))
                    .put("progress", place.progress());
        }
        exchange.send(answer);
    }
}
