package dev.panallama.runner.serving;

import dev.panallama.error.WorkerDiedException;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.Inventory;
import dev.panallama.runner.store.ModelNotFoundException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The models in memory. One is loaded when it is asked for first, once for all who ask meanwhile, and freed when nobody has
/// asked for some time or another one needs its place; never while somebody uses it. Any thread may use it.
public final class ModelPool implements AutoCloseable {
    private static final Logger LOG = System.getLogger("dev.panallama.server");
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

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
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final List<Place> places = new ArrayList<>();
    private final ScheduledExecutorService reaper = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("panallama reaper").factory());
    private boolean closed;

    /// Creates a pool that has nothing loaded.
    public ModelPool(Inventory inventory, ServingOptions options) {
        this.inventory = inventory;
        this.options = options;
        clock = Clock.systemUTC();
        var _ = reaper.scheduleWithFixedDelay(this::freeIdle, 1, 1, TimeUnit.SECONDS);
    }

    /// Returns what could be loaded.
    public Inventory inventory() {
        return inventory;
    }

    /// Returns the model that answers where none is named: one that is in memory, or the first there is.
    ///
    /// @throws ModelNotFoundException if there is none
    public String usualModel() throws ModelNotFoundException {
        List<Loaded> loaded = loaded();
        if (!loaded.isEmpty()) return loaded.getFirst().model().installed().name();
        return inventory.all().stream()
                .findFirst()
                .map(InstalledModel::name)
                .orElseThrow(() -> new ModelNotFoundException("there is no model: fetch one first"));
    }

    /// Returns how models are kept.
    public ServingOptions options() {
        return options;
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
    public <T> T use(String name, Optional<Duration> keepAlive, Use<T> use) throws Exception {
        InstalledModel installed = inventory.find(name);
        Place place = take(installed);
        try {
            return use.with(place.loaded(options));
        } catch (WorkerDiedException died) {
            place.lose();
            throw died;
        } finally {
            leave(place, keepAlive.orElse(options.keepAlive()));
        }
    }

    /// Frees a model as soon as nobody uses it.
    ///
    /// @throws ModelNotFoundException if there is none of this name
    public void free(String name) throws ModelNotFoundException {
        InstalledModel installed = inventory.find(name);
        lock.lock();
        try {
            places.stream().filter(it -> it.isFor(installed)).forEach(Place::expire);
        } finally {
            lock.unlock();
        }
        freeIdle();
    }

    /// Returns what is loaded, and until when.
    public List<Loaded> loaded() {
        lock.lock();
        try {
            return places.stream().flatMap(it -> it.ifLoaded().stream()).toList();
        } finally {
            lock.unlock();
        }
    }

    /// A model in memory.
    ///
    /// @param until when it is freed if nobody asks
    public record Loaded(LoadedModel model, Instant until) {}

    private Place take(InstalledModel installed) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = LONGEST_WAIT.toNanos();
            while (true) {
                if (closed) throw new IllegalStateException("the models are being freed");
                Optional<Place> there = places.stream().filter(it -> it.isFor(installed)).findFirst();
                if (there.isEmpty() && makeRoom()) there = Optional.of(newPlace(installed));
                if (there.isPresent()) {
                    there.get().enter();
                    return there.get();
                }
                if (left <= 0)
                    throw new PoolFullException(
                            "all %d models in memory are in use: ask later".formatted(places.size()));
                left = released.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private Place newPlace(InstalledModel installed) {
        var place = new Place(installed, clock);
        places.add(place);
        return place;
    }

    /// Frees the model that nobody has used for the longest time, if there is no room.
    private boolean makeRoom() {
        if (places.size() < options.maxLoaded()) return true;
        Optional<Place> idle = places.stream().filter(Place::isIdle).min(Comparator.comparing(Place::lastUse));
        idle.ifPresent(this::free);
        return idle.isPresent();
    }

    private void leave(Place place, Duration keepAlive) {
        lock.lock();
        try {
            place.leave(keepAlive);
            if (place.isDue()) free(place);
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void freeIdle() {
        lock.lock();
        try {
            places.stream().filter(Place::isDue).toList().forEach(this::free);
            released.signalAll();
        } catch (RuntimeException failure) { // the next round tries again
            LOG.log(Level.WARNING, "a model could not be freed", failure);
        } finally {
            lock.unlock();
        }
    }

    private void free(Place place) {
        places.remove(place);
        place.free();
    }

    /// Frees all models. What is still using one fails.
    @Override
    public void close() {
        reaper.shutdownNow();
        lock.lock();
        try {
            closed = true;
            List.copyOf(places).forEach(this::free);
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
