package dev.panallama.runner.serving;

import dev.panallama.error.LlamaException;
import dev.panallama.runner.serving.ModelCard.Ability;
import dev.panallama.runner.store.CatalogEntry;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.Inventory;
import dev.panallama.runner.store.ModelNotFoundException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;

/// The models in memory. One is loaded when it is asked for first, once for all who ask meanwhile, and freed when nobody has
/// asked for some time or another one needs its place; never while somebody uses it. One whose process dies is started again,
/// later each time. Any thread may use it.
public final class ModelPool implements AutoCloseable {
    /// What is done with a model.
    @FunctionalInterface
    public interface Action {
        /// Uses the model, which is not freed meanwhile.
        void with(LoadedModel model) throws Exception;
    }

    private final Inventory inventory;
    private final ServingOptions options;
    private final ModelCards cards = new ModelCards();
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
        places = new Places(options, cards, clock);
        needs = new MemoryNeeds(options, cards);
        var _ = reaper.scheduleWithFixedDelay(places::beginToFreeDue, 1, 1, TimeUnit.SECONDS);
    }

    /// Returns what could be loaded.
    public Inventory inventory() {
        return inventory;
    }

    /// Returns what model files say of themselves.
    public ModelCards cards() {
        return cards;
    }

    /// Returns how much memory the models may have together.
    public long memoryBytes() {
        return options.memoryBytes();
    }

    /// Returns the model of a name. Where there is none it is one that can do what is wanted, rather one that is in memory; else any.
    ///
    /// @throws ModelNotFoundException if there is no such model, or none at all
    public InstalledModel find(Optional<String> name, Ability wanted) throws ModelNotFoundException {
        if (name.isPresent()) return inventory.find(name.get());
        List<InstalledModel> all = Stream
                .concat(loaded().stream().map(it -> it.model().installed()), inventory.all().stream())
                .toList();
        return all.stream()
                .filter(it -> can(it, wanted))
                .findFirst()
                .or(() -> all.stream().findFirst())
                .orElseThrow(() -> new ModelNotFoundException("there is no model: fetch one first"));
    }

    private boolean can(InstalledModel model, Ability wanted) {
        try {
            return cards.of(model).abilities().contains(wanted);
        } catch (LlamaException | UncheckedIOException _) { // it is no model
            return false;
        }
    }

    /// Does something with a model, after loading it if need be, and keeps it as long as usual.
    public void run(InstalledModel model, Action action) throws Exception {
        try (Lease lease = lease(model, Optional.empty())) {
            action.with(lease.model());
        }
    }

    /// Takes a model, after loading it if need be: it is not freed before the lease is closed.
    ///
    /// @param keepAlive how long it stays loaded afterwards unless somebody else asks; empty for as long as usual
    /// @throws PoolFullException if all places are taken for long
    /// @throws ModelTooLargeException if it needs more memory than models may have
    /// @throws ModelUnstableException if its process keeps dying
    /// @throws ModelStalledException if it comes no further while it is loaded
    /// @throws InterruptedException if this thread is interrupted while it waits: for a place, or for the model to be loaded
    public Lease lease(InstalledModel model, Optional<Duration> keepAlive) throws Exception {
        return lease(model, keepAlive, _ -> {});
    }

    /// Takes a model as [#lease(InstalledModel, Optional)] does.
    ///
    /// @param progress is told how much of its weights is there, from 0 to 1, while it is loaded; it throws nothing
    public Lease lease(InstalledModel model, Optional<Duration> keepAlive, DoubleConsumer progress) throws Exception {
        Place place = places.take(model, needs.of(model));
        try {
            return new Lease(place.loaded(progress), () -> places.leave(place, keepAlive));
        } catch (Throwable failure) {
            places.leave(place, keepAlive);
            throw failure;
        }
    }

    /// Returns how much memory a model takes, by an estimate in bytes.
    public long memoryOf(InstalledModel model) {
        return needs.of(model).bytes();
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
    public void free(InstalledModel model) {
        places.expire(model);
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

    /// Frees all models that nobody uses, and waits until that is done. The others are freed when their last user leaves, or
    /// when loading them is broken off.
    @Override
    public void close() {
        reaper.shutdownNow();
        places.close();
    }
}
