package dev.panallama.runner.serving;

import dev.panallama.runner.store.CatalogEntry;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.Inventory;
import dev.panallama.runner.store.ModelNotFoundException;
import dev.panallama.runner.store.ModelSettings;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The models in memory. One is loaded when it is asked for first, once for all who ask meanwhile, and freed when nobody has
/// asked for some time or another one needs its place; never while somebody uses it. One whose process dies is started again,
/// later each time. Any thread may use it.
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
    private final SequencedSet<Object> waiting = new LinkedHashSet<>(); // for a place, in this order
    private final Map<InstalledModel, Deaths> deaths = new HashMap<>();
    private final MemoryNeeds needs;
    private final LoraScales scales = new LoraScales();
    private final ScheduledExecutorService reaper = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("panallama reaper").factory());
    private boolean closed;

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
        this.clock = clock;
        needs = new MemoryNeeds(options);
        var _ = reaper.scheduleWithFixedDelay(this::freeDue, 1, 1, TimeUnit.SECONDS);
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
        Place place = take(inventory.find(name));
        try {
            place.load(); // now that what had to make room is freed
            return new Lease(place.loaded(), () -> leave(place, keepAlive));
        } catch (Throwable failure) {
            leave(place, keepAlive);
            throw failure;
        }
    }

    /// Returns how much memory a model takes, by an estimate in bytes.
    public long memoryOf(InstalledModel model) {
        return needs.of(model);
    }

    /// Returns how much memory a model takes that is not here, roughly and in bytes.
    public long memoryOf(CatalogEntry entry) {
        return MemoryNeeds.of(entry);
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
        freeDue();
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

    /// Returns what is being loaded.
    public List<Loading> loading() {
        lock.lock();
        try {
            return places.stream().flatMap(it -> it.ifLoading().stream()).toList();
        } finally {
            lock.unlock();
        }
    }

    /// A model on its way into memory.
    ///
    /// @param progress how much of its weights is there, from 0 to 1
    public record Loading(InstalledModel installed, double progress) {}

    private Place take(InstalledModel installed) throws InterruptedException {
        var freed = new ArrayList<Place>();
        try {
            return take(installed, freed);
        } finally {
            freed.forEach(ModelPool::free);
        }
    }

    /// Waits in turn for a place. Those who ask for a model that is there pass by.
    private Place take(InstalledModel installed, List<Place> freed) throws InterruptedException {
        long bytes = needs.of(installed);
        if (bytes > options.memoryBytes())
            throw new ModelTooLargeException(installed.name(), bytes, options.memoryBytes());
        var ticket = new Object();
        lock.lockInterruptibly();
        try {
            long end = System.nanoTime() + LONGEST_WAIT.toNanos();
            for (long left = LONGEST_WAIT.toNanos(); left > 0; left = end - System.nanoTime()) {
                if (closed) throw new IllegalStateException("the models are being freed");
                look();
                Optional<Place> there = places.stream().filter(it -> it.isFor(installed)).findFirst();
                long pause = there.isPresent() ? 0 : pause(installed).toNanos();
                if (there.isEmpty() && pause == 0 && isFirst(ticket) && makeRoom(bytes, freed))
                    there = Optional.of(newPlace(installed, bytes));
                if (there.isPresent()) {
                    there.get().enter();
                    return there.get();
                }
                long _ = released.awaitNanos(pause == 0 ? left : Math.min(pause, left));
            }
            throw new PoolFullException("all %d models in memory are in use: ask later".formatted(places.size()));
        } finally {
            waiting.remove(ticket);
            released.signalAll();
            lock.unlock();
        }
    }

    /// Whether nobody who waits for a place came before; the caller waits from now on.
    private boolean isFirst(Object ticket) {
        waiting.add(ticket);
        return waiting.getFirst().equals(ticket);
    }

    /// Notes whose process has died.
    private void look() {
        places.stream()
                .filter(Place::hasJustDied)
                .forEach(it -> deaths.computeIfAbsent(it.installed(), _ -> new Deaths(clock)).add());
    }

    /// Returns how long a model is not to be started.
    ///
    /// @throws ModelUnstableException if that is too long to wait
    private Duration pause(InstalledModel installed) {
        Deaths past = deaths.get(installed);
        if (past == null) return Duration.ZERO;
        if (past.areTooMany()) throw new ModelUnstableException(installed.name(), past.pause());
        return past.pause();
    }

    private Place newPlace(InstalledModel installed, long bytes) {
        var place = new Place(installed, bytes, options, scales, clock);
        places.add(place);
        return place;
    }

    /// Takes out models that nobody has used for the longest time, until there is room.
    private boolean makeRoom(long bytes, List<Place> freed) {
        while (places.size() >= options.maxLoaded() || taken() + bytes > options.memoryBytes()) {
            Optional<Place> idle = places.stream().filter(Place::isIdle).min(Comparator.comparing(Place::lastUse));
            if (idle.isEmpty()) return false;
            places.remove(idle.get());
            freed.add(idle.get());
        }
        return true;
    }

    private long taken() {
        return places.stream().mapToLong(Place::bytes).sum();
    }

    private void leave(Place place, Optional<Duration> keepAlive) {
        lock.lock();
        try {
            place.leave(keepAlive);
        } finally {
            lock.unlock();
        }
        freeDue();
    }

    /// Frees what is due. The lock is not held meanwhile: it may take its time.
    private void freeDue() {
        List<Place> due;
        lock.lock();
        try {
            look();
            places.forEach(Place::giveUpStalled);
            due = places.stream().filter(it -> it.isDue() || (closed && it.isIdle())).toList();
            places.removeAll(due);
            released.signalAll();
        } finally {
            lock.unlock();
        }
        due.forEach(ModelPool::free);
    }

    private static void free(Place place) {
        try {
            place.free();
        } catch (RuntimeException failure) { // it is lost, but nobody else is to suffer
            LOG.log(Level.WARNING, "a model could not be freed", failure);
        }
    }

    /// Frees all models: those in use when their last user leaves.
    @Override
    public void close() {
        reaper.shutdownNow();
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        freeDue();
    }
}
