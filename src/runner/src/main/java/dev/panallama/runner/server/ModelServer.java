package dev.panallama.runner.server;

import dev.panallama.runner.anthropic.Anthropic;
import dev.panallama.runner.http.Dialect;
import dev.panallama.runner.http.Server;
import dev.panallama.runner.http.ServerOptions;
import dev.panallama.runner.llamacpp.LlamaCpp;
import dev.panallama.runner.ollama.Ollama;
import dev.panallama.runner.openai.OpenAi;
import dev.panallama.runner.openai.responses.Responses;
import dev.panallama.runner.page.ChatPage;
import dev.panallama.runner.page.MachinePages;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.serving.ServingOptions;
import dev.panallama.runner.store.Blobs;
import dev.panallama.runner.store.Library;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Serves models by HTTP, in the protocols of OpenAI, Ollama, Anthropic and llama-server at one port.
public final class ModelServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger("dev.panallama.server");

    private final ModelPool models;
    private final boolean frees;
    private final Server server;
    private final InetSocketAddress address;
    private final ScheduledExecutorService cleaner = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("panallama cleaner").factory());

    private ModelServer(Library library, ModelPool models, boolean frees, Server server, InetSocketAddress address) {
        var _ = cleaner.scheduleWithFixedDelay(() -> clean(library.blobs()), 0, 1, TimeUnit.HOURS);
        this.models = models;
        this.frees = frees;
        this.server = server;
        this.address = address;
    }

    /// Starts to serve. Models are loaded when they are asked for.
    ///
    /// @throws IOException if it cannot listen there
    public static ModelServer start(ServerOptions options, Library library, ServingOptions serving)
            throws IOException {
        return start(options, library, new ModelPool(library.inventory(), serving), true);
    }

    /// Starts to serve the models of a pool.
    ///
    /// @param frees whether the pool is closed with the server
    /// @throws IOException if it cannot listen there
    public static ModelServer start(ServerOptions options, Library library, ModelPool models, boolean frees)
            throws IOException {
        var server = new Server(options, ModelServer::dialect, Problems::of);
        OpenAi.addTo(server, models);
        Ollama.addTo(server, models, library);
        Anthropic.addTo(server, models);
        Responses.addTo(server, models);
        LlamaCpp.addTo(server, models);
        ChatPage.addTo(server);
        MachinePages.addTo(server, models);
        try {
            return new ModelServer(library, models, frees, server, server.start());
        } catch (IOException failure) {
            server.close();
            if (frees) models.close();
            throw failure;
        }
    }

    private static void clean(Blobs blobs) {
        try {
            blobs.removeOld();
        } catch (IOException failure) { // the next time, maybe
            LOG.log(Level.WARNING, "files that were sent could not be removed", failure);
        }
    }

    private static Dialect dialect(String path) {
        if (path.startsWith("/api/")) return Ollama.DIALECT;
        return path.startsWith(Anthropic.PATH) ? Anthropic.DIALECT : OpenAi.DIALECT;
    }

    /// Returns where it listens.
    public InetSocketAddress address() {
        return address;
    }

    /// Returns the models that it answers from.
    public ModelPool models() {
        return models;
    }

    /// Lets answers that are under way end for some seconds, then frees the models if they are its own.
    @Override
    public void close() {
        cleaner.shutdownNow();
        server.close();
        if (frees) models.close();
    }
}
