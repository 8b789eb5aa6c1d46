package dev.panallama.runner.llamacpp;

import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Server;
import dev.panallama.runner.serving.ModelPool;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/// What llama-server has beside OpenAI's protocol: adds its pages to a server.
public final class LlamaCpp {
    private LlamaCpp() {}

    /// Adds the pages that answer from these models.
    public static void addTo(Server server, ModelPool models) {
        var tokens = new TokenPages(models);
        var completions = new Completions(models);
        var state = new StatePages(models);
        var adapters = new LoraPages(models);
        for (String path : List.of("/rerank", "/reranking", "/v1/rerank", "/v1/reranking"))
            server.post(path, new Rerank(models)::answer);
        server.get("/health", LlamaCpp::health)
                .get("/v1/health", LlamaCpp::health)
                .post("/tokenize", tokens::tokenize)
                .post("/detokenize", tokens::detokenize)
                .post("/apply-template", new TemplatePage(models)::answer)
                .post("/completion", completions::complete)
                .post("/infill", completions::infill)
                .get("/props", state::properties)
                .get("/slots", state::slots)
                .get("/lora-adapters", adapters::all)
                .post("/lora-adapters", adapters::set)
                .get("/metrics", new Metrics(server, models)::answer);
    }

    private static void health(Exchange exchange) {
        exchange.send(JsonNodeFactory.instance.objectNode().put("status", "ok"));
    }
}
