package dev.panallama.runner.serving;

import dev.panallama.Adapters;
import dev.panallama.Chat;
import dev.panallama.ChatOptions;
import dev.panallama.Embedder;
import dev.panallama.Engine;
import dev.panallama.LoadProgress;
import dev.panallama.Model;
import dev.panallama.ModelOptions;
import dev.panallama.Reranker;
import dev.panallama.Scorer;
import dev.panallama.Session;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.error.EngineBusyException;
import dev.panallama.runner.store.InstalledModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A model in memory, with what computes with it, which is opened when it is needed first. Any thread may use it.
public final class LoadedModel {
    private final InstalledModel installed;
    private final ModelCard card;
    private final Duration loadTime;
    private final Model model;
    private final Loras loras;
    private final Contexts contexts;

    private LoadedModel(InstalledModel installed, ModelCard card, Model model, Loras loras, Contexts contexts,
            Duration loadTime) {
        this.installed = installed;
        this.card = card;
        this.model = model;
        this.loras = loras;
        this.contexts = contexts;
        this.loadTime = loadTime;
    }

    /// @param progress told how much of the weights is loaded, from 0 to 1, wherever that is; false ends it
    /// @param room for what is opened besides what computes first
    static LoadedModel load(InstalledModel installed, ServingOptions options, PerModel<List<Float>> scales,
            ModelCards cards, Room room, LoadProgress progress) {
        long start = System.nanoTime();
        Model model = Model.load(installed.file(),
                ModelOptions.defaults().withIsolation(options.isolation()).withProgress(progress));
        try {
            ModelCard card = cards.of(installed); // now: the file may go before the model does
            var files = new ArrayList<>(installed.settings().adapters().stream().map(Lora::new).toList());
            files.addAll(options.loras(installed));
            Loras loras = Loras.load(installed, model, files, scales);
            var contexts = new Contexts(model, options, options.session(installed.settings()), room);
            return new LoadedModel(installed, card, model, loras, contexts,
                    Duration.ofNanos(System.nanoTime() - start));
        } catch (Throwable failed) {
            model.close();
            throw failed;
        }
    }

    /// Returns what was loaded.
    public InstalledModel installed() {
        return installed;
    }

    /// Returns what its file said of itself when it was loaded.
    public ModelCard card() {
        return card;
    }

    /// Returns the model itself.
    public Model model() {
        return model;
    }

    /// Returns the adapters that are put on it.
    public Loras loras() {
        return loras;
    }

    /// Returns how long it took to load.
    public Duration loadTime() {
        return loadTime;
    }

    /// Returns how much of its weights is in the memory of GPUs, in bytes.
    public long gpuBytes() {
        return model.memory().entrySet().stream()
                .filter(it -> !it.getKey().equals("CPU"))
                .mapToLong(it -> it.getValue().total())
                .sum();
    }

    /// Returns how many tokens an answer and its prompt may have together, or 0 while nobody has asked for one.
    public int contextLength() {
        return ifEngine().map(it -> it.options().session().contextLength()).orElse(0);
    }

    /// Opens what computes: answers, or embeddings if the model has nothing else.
    public void open() {
        contexts.open();
    }

    boolean isUsable() {
        return model.isUsable();
    }

    /// Returns what computes answers.
    ///
    /// @throws UnsupportedOperationException if the model cannot generate
    public Engine engine() {
        return contexts.engine();
    }

    /// Opens a chat, which the caller closes. It goes by the model's settings where the options have none.
    ///
    /// @param adapters what is put on the model meanwhile
    /// @throws UnsupportedOperationException if the model cannot generate
    public Chat chat(ChatOptions wanted, Adapters adapters) {
        Chat chat = engine().chat(withTemplate(wanted));
        try {
            chat.session().adapters(adapters);
            return chat;
        } catch (RuntimeException failed) {
            chat.close();
            throw failed;
        }
    }

    /// Returns what writes the conversations of such options: their own template, that of the model's settings, or the model's.
    public Optional<ChatTemplate> template(ChatOptions wanted) {
        return withTemplate(wanted).template().or(model::chatTemplate);
    }

    private ChatOptions withTemplate(ChatOptions wanted) {
        Optional<String> template = installed.settings().template().filter(_ -> wanted.template().isEmpty());
        return template.map(it -> wanted.withTemplate(ChatTemplate.parse(it))).orElse(wanted);
    }

    /// Opens a session, which the caller closes.
    ///
    /// @param adapters what is put on the model meanwhile
    /// @throws UnsupportedOperationException if the model cannot generate
    public Session session(Adapters adapters) {
        return engine().session().adapters(adapters);
    }

    /// Returns what computes answers, unless nobody has asked for one.
    public Optional<Engine> ifEngine() {
        return contexts.ifEngine();
    }

    /// Computes how likely texts are. Who is interrupted waits no longer: that is a `CancellationException`, as in all three.
    ///
    /// @throws EngineBusyException if too many wait already for what is no answer
    /// @throws UnsupportedOperationException if the model cannot generate, or adapters are put on it
    public <T> T scoring(Function<? super Scorer, T> work) {
        refuseAdapters();
        return contexts.scoring(work);
    }

    /// Computes embeddings. Long texts are refused unless the call says otherwise.
    ///
    /// @throws EngineBusyException if too many wait already for what is no answer
    /// @throws UnsupportedOperationException if the model has none, or adapters are put on it
    public <T> T embedding(Function<? super Embedder, T> work) {
        refuseAdapters();
        return contexts.embedding(work);
    }

    /// Ranks documents, by probabilities unless the call says otherwise.
    ///
    /// @throws EngineBusyException if too many wait already for what is no answer
    /// @throws UnsupportedOperationException if the model cannot, or adapters are put on it
    public <T> T ranking(Function<? super Reranker, T> work) {
        refuseAdapters();
        return contexts.ranking(work);
    }

    /// What is no answer is computed without adapters: nobody is to take that for the other.
    private void refuseAdapters() {
        if (!loras.now().equals(Adapters.none()))
            throw new UnsupportedOperationException(
                    "%s has LoRA adapters, with which only answers can be computed: set their scales to 0"
                            .formatted(installed.name()));
    }

    /// What cannot be closed leaves the others, but the model, and with it its process, cannot be closed then either.
    void close() {
        try (Closing _ = model::close; Closing _ = loras::close) {
            contexts.close();
        }
    }
}
