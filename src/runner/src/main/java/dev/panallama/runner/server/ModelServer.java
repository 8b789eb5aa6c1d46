package dev.panallama.runner.server;

import dev.panallama.runner.anthropic.Anthropic;
import dev.panallama.runner.conversations.ConversationStore;
import dev.panallama.runner.http.Dialect;
import dev.panallama.runner.http.Server;
import dev.panallama.runner.http.ServerOptions;
import dev.panallama.runner.llamacpp.LlamaCpp;
import dev.panallama.runner.ollama.Ollama;
import dev.panallama.runner.openai.OpenAi;
import dev.panallama.runner.openai.responses.Responses;
import dev.panallama.runner.page.ChatPage;
import dev.panallama.runner.page.ConversationPages;
import dev.panallama.runner.page.LoadPages;
import dev.panallama.runner.page.MachinePages;
import dev.panallama.runner.page.RequestPages;
import dev.panallama.runner.page.TextPages;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.serving.ServingOptions;
import dev.panallama.runner.store.Blobs;
import dev.panallama.runner.store.Library;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;

/// Serves models by HTTP, in the protocols of OpenAI, Ollama, Anthropic and llama-server at one port, and keeps the
/// conversations of the chat page.
public final class ModelServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger("dev.panallama.server");

    private final Server server;
    private final ModelPool models;
    private final InetSocketAddress address;
    private final Runnable ending;

    private ModelServer(Server server, ModelPool models, InetSocketAddress address, Runnable ending) {
        this.server = server;
        this.models = models;
        this.address = address;
        this.ending = ending;
    }

    /// Starts to serve. Models are loaded, and conversations opened, when they are asked for.
    ///
    /// @param conversations the folder that keeps those of the chat page, which need not exist
    /// @throws IOException if it cannot listen there
    public static ModelServer start(ServerOptions options, Library library, ServingOptions serving,
            Path conversations) throws IOException {
        var store = new ConversationStore(conversations);
        return start(options, library, new ModelPool(library.inventory(), serving), true, store);
    }

    /// Starts to serve the models of a pool.
    ///
    /// @param store keeps the conversations of the chat page
    /// @param owns whether pool and store are closed with the server, and also if it cannot start
    /// @throws IOException if it cannot listen there
    public static ModelServer start(ServerOptions options, Library library, ModelPool models, boolean owns,
            ConversationStore store) throws IOException {
        Runnable ending = () -> {
            if (owns) closeBoth(store, models);
        };
        try {
            return start(options, library, models, store, ending);
        } catch (Throwable failure) { // its threads and files would stay
            ending.run();
            throw failure;
        }
    }

    private static void closeBoth(ConversationStore store, ModelPool models) {
        try {
            store.close();
        } finally {
            models.close();
        }
    }

    private static ModelServer start(ServerOptions options, Library library, ModelPool models,
            ConversationStore store, Runnable ending) throws IOException {
        var requests = new RequestPages();
        var server = new Server(options.withListener(requests.listener(options.listener())), ModelServer::dialect,
                Problems::of);
        try {
            addPages(server, library, models, store);
            requests.addTo(server);
            removeOld(library.blobs());
            return new ModelServer(server, models, server.start(), ending);
        } catch (Throwable failure) {
            server.close();
            throw failure;
        }
    }

    private static void addPages(Server server, Library library, ModelPool models, ConversationStore store) {
        OpenAi.addTo(server, models);
        Ollama.addTo(server, models, library);
        Anthropic.addTo(server, models);
        Responses.addTo(server, models);
        LlamaCpp.addTo(server, models);
        ChatPage.addTo(server);
        MachinePages.addTo(server, models);
        ConversationPages.addTo(server, store);
        LoadPages.addTo(server, models);
        TextPages.addTo(server);
    }

    private static void removeOld(Blobs blobs) {
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

    /// Returns where programs on this machine reach it.
    public URI url() {
        String host = switch (address.getHostString()) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "[::1]";
            case String it -> it.contains(":") ? "[" + it + "]" : it;
        };
        return URI.create("http://%s:%d".formatted(host, address.getPort()));
    }

    /// Returns the models that it answers from.
    public ModelPool models() {
        return models;
    }

    /// Lets answers that are under way end for some seconds, then closes what is its own.
    @Override
    public void close() {
        try {
            server.close();
        } finally {
            ending.run();
        }
    }
}
