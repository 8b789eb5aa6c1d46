package dev.panallama.runner.ollama;

import dev.panallama.runner.http.Dialect;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Framing;
import dev.panallama.runner.http.Problem;
import dev.panallama.runner.http.Server;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.store.Library;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Ollama's protocol: adds its pages to a server.
public final class Ollama {
    /// The shape of errors.
    public static final Dialect DIALECT = new Dialect(
            Ollama::error, problem -> Framing.LINES.frame(error(problem).toString()));

    /// The version whose clients find all that they expect here: some of them compare it.
    private static final String COMPATIBLE_VERSION = "0.12.11";

    private Ollama() {}

    /// Adds the pages that answer from these models.
    ///
    /// @param library what they are of, and what can be fetched
    public static void addTo(Server server, ModelPool models, Library library) {
        var list = new ModelPages(models);
        var store = new StorePages(library, models);
        var blobs = new BlobPages(library.blobs());
        var embeddings = new EmbeddingPages(models);
        server.get("/api/version", Ollama::version)
                .get("/api/tags", list::all)
                .get("/api/ps", list::loaded)
                .post("/api/show", list::show)
                .post("/api/chat", new ChatPage(models)::answer)
                .post("/api/generate", new GeneratePage(models)::answer)
                .post("/api/pull", new PullPage(library)::answer)
                .post("/api/copy", store::copy)
                .post("/api/create", store::create)
                .head("/api/blobs/*", blobs::look)
                .upload("/api/blobs/*", blobs::receive)
                .delete("/api/delete", store::delete)
                .post("/api/embed", embeddings::several)
                .post("/api/embeddings", embeddings::one);
        for (String path : new String[]{"/api/push", "/api/me", "/api/signout"}) server.post(path, Ollama::noAccounts);
    }

    private static void version(Exchange exchange) {
        exchange.send(JsonNodeFactory.instance.objectNode().put("version", COMPATIBLE_VERSION));
    }

    private static void noAccounts(Exchange exchange) {
        throw new Problem(Problem.Kind.UNSUPPORTED, "there are no accounts here, and nothing is uploaded")
                .asException();
    }

    private static ObjectNode error(Problem problem) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("error", problem.message());
        problem.details().forEach(answer::set);
        return answer;
    }
}
