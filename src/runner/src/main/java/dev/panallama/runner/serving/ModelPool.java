package dev.panallama.runner.serving;

import dev.panallama.runner.store.CatalogEntry;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.Inventory;
import dev.panallama.runner.store.ModelNotFoundException;
import dev.panallama.runner.store.ModelSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;

/// The models in memory. One is loaded when it is asked for first, once for all who ask meanwhile, and freed when nobody has
/// asked for some time or another one needs its place; never while somebody uses it. One whose process dies is started again,
/// later each time. Any thread may use it.
public final class ModelPool implements AutoCloseable {
    /// What is done with a model.
    ///
    /// @param <T> what comes of it
    @FunctionalInterface
    public interface Use<T> {
        /// Uses the model, which is not freed meanwhile.
        T with(LoadedModel model) throws Exception;
    }

    /// What is done with a model, of which nothing comes but that it is done.
    @FunctionalInterface
    public interface Action {
        /// Uses the model, which is not freed meanwhile.
        void with(LoadedModel model) throws Exception;
    }

    private final Inventory inventory;
    private final ServingOptions options;
    private final Places places;
    private final MemoryNeeds needs;
    private final ScheduledExecutorService reaper = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("panallama reaper").factory());

    /// Creates a pool that has nothing loaded.
    public ModelPool(Inventory inventory, ServingOptions options) {
        this(inventory, options, Clock.systemUTC());
    }

    /// Creates a pool that has nothing loaded.
    ///
    /// @param clock says when models are freed and started again
    public ModelPool(Inventory inventory, ServingOptions options, Clock clock) {
        this.inventory = inventory;
        this.options = options;
        places = new Places(options, clock);
        needs = new MemoryNeeds(options);
        var _ = reaper.scheduleWithFixedDelay(places::freeDue, 1, 1, TimeUnit.SECONDS);
    }

    /// Returns what could be loaded.
    public Inventory inventory() {
        return inventory;
    }

    /// Returns how much memory the models may have together.
    public long memoryBytes() {
        return options.memoryBytes();
    }

    /// Returns a name, or where there is none that of the model that answers then: one that is in memory, or the first there is.
    ///
    /// @throws ModelNotFoundException if there is no model
    public String nameOr(Optional<String> name) throws ModelNotFoundException {
        if (name.isPresent()) return name.get();
        List<Loaded> loaded = loaded();
        if (!loaded.isEmpty()) return loaded.getFirst().model().installed().name();
        return inventory.all().stream()
                .findFirst()
                .map(InstalledModel::name)
                .orElseThrow(() -> new ModelNotFoundException("there is no model: fetch one first"));
    }

    /// Returns how the model is to be used that answers to a name, or to none; nothing if there is no such model.
    public ModelSettings settings(Optional<String> name) {
        try {
            return inventory.find(nameOr(name)).settings();
        } catch (ModelNotFoundException _) {
            return ModelSettings.NONE;
        }
    }

    /// Does something with a model, after loading it if need be, and keeps it as long as usual.
    public void run(String name, Action action) throws Exception {
        run(name, Optional.empty(), action);
    }

    /// Does something with a model, after loading it if need be.
    ///
    /// @param keepAlive how long it stays loaded afterwards unless somebody else asks; empty for as long as usual
    public void run(String name, Optional<Duration> keepAlive, Action action) throws Exception {
        use(name, keepAlive, it -> {
            action.with(it);
            return true;
        });
    }

    /// Uses a model, after loading it if need be.
    ///
    /// @param keepAlive how long it stays loaded afterwards unless somebody else asks; empty for as long as usual
    /// @throws ModelNotFoundException if there is none of this name
    /// @throws PoolFullException if all places are taken for long
    /// @throws ModelTooLargeException if it needs more memory than models may have
    /// @throws ModelUnstableException if its process keeps dying
    /// @throws ModelStalledException if it comes no further while it is loaded
    /// @throws InterruptedException if this thread is interrupted while it waits: for a place, or for the model to be loaded
    public <T> T use(String name, Optional<Duration> keepAlive, Use<T> use) throws Exception {
        try (Lease lease = lease(name, keepAlive)) {
            return use.with(lease.model());
        }
    }

    /// Takes a model for longer than a call, after loading it if need be: it is not freed before the lease is closed.
    ///
    /// @param keepAlive how long it is kept afterwards; empty for as long as usual
    /// @throws ModelNotFoundException if there is none of this name
    public Lease lease(String name, Optional<Duration> keepAlive) throws Exception {
        return lease(name, keepAlive, _ -> {});
    }

    /// Takes a model for longer than a call, after loading it if need be: it is not freed before the lease is closed.
    ///
    /// @param keepAlive how long it is kept afterwards; empty for as long as usual
    /// @param progress is told how much of its weights is there, from 0 to 1, while it is loaded; it throws nothing
    /// @throws ModelNotFoundException if there is none of this name
    public Lease lease(String name, Optional<Duration> keepAlive, DoubleConsumer progress) throws Exception {
        InstalledModel installed = inventory.find(name);
        Place place = places.take(installed, needs.of(installed));
        try {
            return new Lease(place.loaded(progress), () -> places.leave(place, keepAlive));
        } catch (Throwable failure) {
            places.leave(place, keepAlive);
            throw failure;
        }
    }

    /// Returns how much memory a model takes, by an estimate in bytes.
    public long memoryOf(InstalledModel model) {
        return needs.of(model);
    }

    /// Returns how many threads compute a model, 0 where that follows how busy the machine is.
    public int threads() {
        return options.session().threads();
    }

    /// Returns how much memory a model takes that is not here, roughly and in bytes.
    public long memoryOf(CatalogEntry entry) {
        return MemoryNeeds.of(entry);
    }

    /// Frees a model as soon as nobody uses it.
    ///
    /// @throws ModelNotFoundException if there is none of this name
    public void free(String name) throws ModelNotFoundException {
        places.expire(inventory.find(name));
    }

    /// Returns what is loaded, and until when.
    public List<Loaded> loaded() {
        return places.loaded();
    }

    /// A model in memory.
    ///
    /// @param until when it is freed if nobody asks
    public record Loaded(LoadedModel model, Instant until) {}

    /// Returns what is being loaded.
    public List<Loading> loading() {
        return places.loading();
    }

    /// A model on its way into memory.
    ///
    /// @param progress how much of its weights is there, from 0 to 1
    public record Loading(InstalledModel installed, double progress) {}

    /// Frees all models: those in use when their last user leaves, and those that are being loaded when that is broken off.
    @Override
    public void close() {
        reaper.shutdownNow();
        places.close();
    }
}
