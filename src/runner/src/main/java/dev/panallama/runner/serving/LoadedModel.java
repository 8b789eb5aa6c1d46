package dev.panallama.runner.serving;

import dev.panallama.Adapters;
import dev.panallama.Chat;
import dev.panallama.ChatOptions;
import dev.panallama.Embedder;
import dev.panallama.EmbedderOptions;
import dev.panallama.Engine;
import dev.panallama.EngineOptions;
import dev.panallama.LoadProgress;
import dev.panallama.LongInput;
import dev.panallama.Model;
import dev.panallama.ModelOptions;
import dev.panallama.RankingScore;
import dev.panallama.Reranker;
import dev.panallama.RerankerOptions;
import dev.panallama.Scorer;
import dev.panallama.Session;
import dev.panallama.SessionOptions;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.runner.store.InstalledModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A model in memory, with what computes its answers, which is opened when it is needed first. Any thread may use it.
public final class LoadedModel {
    private final InstalledModel installed;
    private final ModelCard card;
    private final ServingOptions options;
    private final Duration loadTime;
    private final Model model;
    private final Loras loras;
    private final ReentrantLock opening = new ReentrantLock();
    private @Nullable Engine engine;
    private @Nullable Scorer scorer;
    private final Map<LongInput, Embedder> embedders = new HashMap<>();
    private final Map<RankingScore, Reranker> rerankers = new EnumMap<>(RankingScore.class);

    private LoadedModel(InstalledModel installed, ModelCard card, ServingOptions options, Model model, Loras loras,
            Duration loadTime) {
        this.installed = installed;
        this.card = card;
        this.options = options;
        this.model = model;
        this.loras = loras;
        this.loadTime = loadTime;
    }

    /// @param progress told how much of the weights is loaded, from 0 to 1, wherever that is; false ends it
    static LoadedModel load(InstalledModel installed, ServingOptions options, LoraScales scales,
            LoadProgress progress) {
        long start = System.nanoTime();
        Model model = Model.load(installed.file(),
                ModelOptions.defaults().withIsolation(options.isolation()).withProgress(progress));
        try {
            var files = new ArrayList<>(installed.settings().adapters().stream().map(Lora::new).toList());
            files.addAll(options.loras(installed));
            Loras loras = Loras.load(installed, model, files, scales);
            ModelCard card = ModelCards.read(installed); // now: the file may go before the model does
            return new LoadedModel(installed, card, options, model, loras,
                    Duration.ofNanos(System.nanoTime() - start));
        } catch (RuntimeException failed) {
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
        try {
            engine();
        } catch (UnsupportedOperationException _) {
            embedder(LongInput.refuse());
        }
    }

    boolean isUsable() {
        return model.isUsable();
    }

    /// Returns what computes answers.
    ///
    /// @throws UnsupportedOperationException if the model cannot generate
    public Engine engine() {
        opening.lock();
        try {
            if (engine == null) engine = model.engine(engineOptions());
            return engine;
        } finally {
            opening.unlock();
        }
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

    /// Returns what says how likely texts are.
    ///
    /// @throws UnsupportedOperationException if the model cannot generate, or adapters are put on it
    public Scorer scorer() {
        refuseAdapters();
        opening.lock();
        try {
            if (scorer == null) scorer = model.scorer(sessionOptions());
            return scorer;
        } finally {
            opening.unlock();
        }
    }

    /// Returns what computes answers, unless nobody has asked for one.
    public Optional<Engine> ifEngine() {
        opening.lock();
        try {
            return Optional.ofNullable(engine);
        } finally {
            opening.unlock();
        }
    }

    private SessionOptions sessionOptions() {
        return options.session(installed.settings());
    }

    private EngineOptions engineOptions() {
        return EngineOptions.defaults()
                .withSlots(options.slots())
                .withQueueLimit(options.queueLimit())
                .withSession(sessionOptions());
    }

    /// Returns what computes embeddings.
    ///
    /// @param tooLong what becomes of texts that are longer than the model takes
    /// @throws UnsupportedOperationException if the model has none, or adapters are put on it
    public Embedder embedder(LongInput tooLong) {
        refuseAdapters();
        opening.lock();
        try {
            return embedders.computeIfAbsent(tooLong, it -> model.embedder(
                    EmbedderOptions.defaults().withThreads(options.session().threads()).withLongInput(it)));
        } finally {
            opening.unlock();
        }
    }

    /// Returns what ranks documents.
    ///
    /// @throws UnsupportedOperationException if the model cannot, or adapters are put on it
    public Reranker reranker(RankingScore score) {
        refuseAdapters();
        opening.lock();
        try {
            return rerankers.computeIfAbsent(score, it -> model.reranker(
                    RerankerOptions.defaults().withThreads(options.session().threads()).withScore(it)));
        } finally {
            opening.unlock();
        }
    }

    /// What is no answer is computed without adapters: nobody is to take that for the other.
    private void refuseAdapters() {
        if (!loras.now().equals(Adapters.none()))
            throw new UnsupportedOperationException(
                    "%s has LoRA adapters, with which only answers can be computed: set their scales to 0"
                            .formatted(installed.name()));
    }

    /// One that cannot be closed leaves the others: the model's own end ends its process.
    private void closeAll() {
        try (var _ = (Closing) model::close; var _ = (Closing) loras::close) {
            for (Reranker it : rerankers.values()) it.close();
            for (Embedder it : embedders.values()) it.close();
            if (scorer != null) scorer.close();
            if (engine != null) engine.close();
        }
    }

    @FunctionalInterface
    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    void close() {
        opening.lock();
        try {
            closeAll();
        } finally {
            opening.unlock();
        }
    }
}
