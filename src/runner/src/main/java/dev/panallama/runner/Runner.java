package dev.panallama.runner;

import dev.panallama.ChatOptions;
import dev.panallama.error.GgufException;
import dev.panallama.runner.conversations.ConversationStore;
import dev.panallama.runner.server.ModelServer;
import dev.panallama.runner.serving.Lease;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.serving.UsualWay;
import dev.panallama.runner.store.Catalog;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.Library;
import dev.panallama.runner.store.ModelReference;
import dev.panallama.runner.store.found.UserLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What `panallama` does, for a Java program: it fetches models by name, chats with them and serves them to others.
///
/// ```java
/// try (Runner runner = Runner.start()) {
///     runner.pull("smollm2");
///     try (RunnerChat chat = runner.chat("smollm2")) {
///         for (Delta piece : chat.stream("Why is the sky blue?")) show(piece);
///     }
/// }
/// ```
///
/// Models are the user's: those that `panallama` and Ollama, LM Studio and others have on his machine. Each is loaded when it is
/// needed, into a process of its own: a crash of native code ends an answer, not the program. For that the program needs no flags;
/// Java warns about native access unless it is granted by `--enable-native-access`.
///
/// Any thread may use it, except that of a user interface: most calls take their time.
public final class Runner implements AutoCloseable {
    private final RunnerOptions options;
    private final Library library;
    private final ModelPool pool;
    private final Set<RunnerChat> chats = ConcurrentHashMap.newKeySet();
    private @Nullable ModelServer server;
    private @Nullable ConversationStore conversations;
    private boolean closed;

    private Runner(RunnerOptions options) {
        this.options = options;
        library = UserLibrary.of(options.data(), options.files());
        pool = new ModelPool(library.inventory(), options.serving());
    }

    /// Starts a runner with [RunnerOptions#defaults]. Nothing is loaded yet.
    public static Runner start() {
        return start(RunnerOptions.defaults());
    }

    /// Starts a runner. Nothing is loaded yet.
    public static Runner start(RunnerOptions options) {
        return new Runner(options);
    }

    /// Returns how it keeps models.
    public RunnerOptions options() {
        return options;
    }

    /// Returns the models that are on this machine, without files that cannot be read.
    public List<LocalModel> models() {
        return library.inventory().all().stream().flatMap(this::described).toList();
    }

    private Stream<LocalModel> described(InstalledModel model) {
        try {
            return Stream.of(LocalModel.of(model, pool.cards().of(model), pool.memoryOf(model), options.memoryBytes()));
        } catch (GgufException | UncheckedIOException _) { // being written, say
            return Stream.of();
        }
    }

    /// Returns the models that have short names, whether they are here or not.
    public List<CatalogModel> catalog() {
        return Catalog.entries().stream()
                .map(it -> CatalogModel.of(it, pool.memoryOf(it), options.memoryBytes(),
                        library.inventory().find(it.name()).isPresent()))
                .toList();
    }

    /// Fetches a model if it is not there. See [#pull(String, PullProgress)].
    public LocalModel pull(String name) throws IOException, InterruptedException {
        return pull(name, PullProgress.UNWATCHED);
    }

    /// Fetches a model if it is not there. To cancel, interrupt the thread: what has arrived is kept, and the next attempt goes on
    /// from there.
    ///
    /// @param name one of the catalog, such as `smollm2`, or of the Hugging Face hub, such as `user/repository:Q4_K_M`, or the
    ///     address of a file
    /// @throws IllegalArgumentException if that is no name
    /// @throws java.io.FileNotFoundException if there is no such model
    /// @throws IOException if it cannot be fetched, or its licence is not accepted
    public LocalModel pull(String name, PullProgress progress) throws IOException, InterruptedException {
        ModelReference reference = ModelReference.parse(name);
        if (reference instanceof ModelReference.LocalFile)
            throw new IllegalArgumentException(
                    "%s is a file of this machine: start the runner with it by RunnerOptions.withFiles"
                            .formatted(name));
        InstalledModel model = library.fetcher(new PullRelay(progress)).locate(reference);
        return described(model)
                .findFirst()
                .orElseThrow(() -> new IOException("%s is there, but is no model".formatted(name)));
    }

    /// Removes a model: its files too, unless another name stands for them.
    ///
    /// @throws java.io.FileNotFoundException if there is no such model
    /// @throws IllegalArgumentException if it belongs to another program
    public void remove(String name) throws IOException, InterruptedException {
        InstalledModel model = library.removable(name);
        pool.free(model);
        library.remove(model);
    }

    /// Opens a conversation that goes as [#usual] says.
    ///
    /// @throws java.io.FileNotFoundException if there is no such model: [pull][#pull(String)] it first
    /// @throws IllegalArgumentException if it has no chat template
    public RunnerChat chat(String model) throws IOException, InterruptedException {
        return chat(model, usual(model));
    }

    /// Opens a conversation, after loading the model if it is not in memory. Of the options, those for a session mean nothing: it
    /// is the runner's.
    ///
    /// @throws java.io.FileNotFoundException if there is no such model: [pull][#pull(String)] it first
    /// @throws IllegalArgumentException if it has no chat template and the options none
    /// @throws IllegalStateException if the runner is closed
    /// @throws RuntimeException if the model needs more memory than there is, all places are taken for long, or its process keeps
    ///     dying; the message says so
    /// @throws dev.panallama.error.LlamaException if it cannot be loaded
    public RunnerChat chat(String model, ChatOptions how) throws IOException, InterruptedException {
        return chat(model, how, _ -> {});
    }

    /// Opens a conversation as [#chat(String, ChatOptions)] does. To wait no longer, interrupt the thread.
    ///
    /// @param progress is told how much of the model is loaded, from 0 to 1, on a thread of its own: never if it is in memory, and again
    ///     when its process has died. It takes little time, and throws nothing
    public RunnerChat chat(String model, ChatOptions how, DoubleConsumer progress)
            throws IOException, InterruptedException {
        RunnerChat chat = RunnerChat.open(model, how, () -> lease(model, progress), chats::remove);
        chats.add(chat);
        return chat;
    }

    /// Returns how a model chats unless told otherwise: as whoever made it has said, and else as `panallama run` does.
    ///
    /// @throws java.io.FileNotFoundException if there is no such model
    public ChatOptions usual(String model) throws IOException {
        return UsualWay.of(library.inventory().find(model).settings());
    }

    private Lease lease(String model, DoubleConsumer progress) throws IOException, InterruptedException {
        try {
            return pool.lease(library.inventory().find(model), Optional.empty(), progress);
        } catch (IOException | InterruptedException | RuntimeException expected) {
            throw expected;
        } catch (Exception other) {
            throw new IOException("model %s cannot be loaded".formatted(model), other);
        }
    }

    /// Returns the names of the models that are in memory.
    public List<String> loaded() {
        return pool.loaded().stream().map(it -> it.model().installed().name()).toList();
    }

    /// Frees a model as soon as nobody uses it.
    ///
    /// @throws java.io.FileNotFoundException if there is no such model
    public void free(String model) throws IOException {
        pool.free(library.inventory().find(model));
    }

    /// Serves the models with [ServeOptions#defaults]. See [#serve(ServeOptions)].
    public URI serve() throws IOException {
        return serve(ServeOptions.defaults());
    }

    /// Serves the models to clients of OpenAI, Ollama and Anthropic until [#stopServing] or [#close]. They are loaded when they are
    /// asked for, and those that are in memory are not loaded again.
    ///
    /// @return where: Ollama's and Anthropic's clients take it as it is, OpenAI's with `/v1` after it
    /// @throws IllegalStateException if it serves already
    /// @throws IOException if it cannot listen there
    public synchronized URI serve(ServeOptions how) throws IOException {
        if (server != null)
            throw new IllegalStateException("it serves at %s already: stop that first".formatted(server.url()));
        server = ModelServer.start(how.toServer(), library, pool, false, store());
        return server.url();
    }

    /// Returns the conversations of the user, which the chat page has too. Nothing is opened before they are used.
    ///
    /// @throws IllegalArgumentException if the folder for them has a name with a semicolon
    /// @throws IllegalStateException if the runner is closed
    public synchronized Conversations conversations() {
        return new Conversations(store());
    }

    private ConversationStore store() {
        if (closed) throw new IllegalStateException("the runner is closed");
        if (conversations == null) conversations = new ConversationStore(options.data().conversations());
        return conversations;
    }

    /// Returns where it serves, if it does.
    public synchronized Optional<URI> serving() {
        return Optional.ofNullable(server).map(ModelServer::url);
    }

    /// Ends serving: answers that are under way have some seconds to end. Does nothing if it does not serve.
    public synchronized void stopServing() {
        if (server != null) server.close();
        server = null;
    }

    /// Ends serving, cancels what is being generated and frees the models: that of a conversation when the conversation is closed.
    /// Closing twice does nothing.
    @Override
    public void close() {
        stopServing();
        chats.forEach(RunnerChat::cancel);
        pool.close();
        closeConversations();
    }

    private synchronized void closeConversations() {
        closed = true;
        if (conversations != null) conversations.close();
    }
}
