package dev.panallama.runner.serving;

import dev.panallama.LoadProgress;
import dev.panallama.runner.store.InstalledModel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The places for models in memory: who gets one, who waits for it, and what makes room. Any thread may use it.
final class Places {
    private static final Logger LOG = System.getLogger("dev.panallama.server");
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final ServingOptions options;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final List<Place> places = new ArrayList<>();
    private final List<Place> leaving = new ArrayList<>(); // taken out, but not freed yet: their memory counts
    private final SequencedSet<Object> waiting = new LinkedHashSet<>(); // for a place, in this order
    private final Pauses pauses;
    private final PerModel<List<Float>> scales = new PerModel<>(); // of adapters, as somebody has set them last
    private final ModelCards cards;
    private boolean closed;

    Places(ServingOptions options, ModelCards cards, Clock clock) {
        this.options = options;
        this.cards = cards;
        this.clock = clock;
        pauses = new Pauses(clock);
    }

    List<ModelPool.Loaded> loaded() {
        return locked(() -> places.stream().flatMap(it -> it.ifLoaded().stream()).toList());
    }

    List<ModelPool.Loading> loading() {
        return locked(() -> places.stream().flatMap(it -> it.ifLoading().stream()).toList());
    }

    private void locked(Runnable work) {
        locked(() -> {
            work.run();
            return true;
        });
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /// Returns a place with a model, or for one, which its user leaves in the end.
    ///
    /// @throws PoolFullException if all places are taken for long
    /// @throws ModelTooLargeException if it needs more memory than models may have
    /// @throws ModelUnstableException if its process keeps dying
    Place take(InstalledModel installed, MemoryNeeds.Need need) throws InterruptedException {
        var freed = new ArrayList<Place>();
        Taken taken;
        try {
            taken = take(installed, need, freed);
        } finally {
            freed.forEach(this::free);
        }
        if (taken.isNew()) taken.place().load(); // now that what had to make room is freed
        return taken.place();
    }

    /// @param isNew whether its model is to be loaded
    private record Taken(Place place, boolean isNew) {}

    /// Waits in turn for a place. Those who ask for a model that is there pass by.
    private Taken take(InstalledModel installed, MemoryNeeds.Need need, List<Place> freed)
            throws InterruptedException {
        long bytes = need.bytes();
        if (bytes > options.memoryBytes())
            throw new ModelTooLargeException(installed.name(), bytes, options.memoryBytes());
        var ticket = new Object();
        lock.lockInterruptibly();
        try {
            long end = System.nanoTime() + LONGEST_WAIT.toNanos();
            for (long left = LONGEST_WAIT.toNanos(); left > 0; left = end - System.nanoTime()) {
                if (closed) throw new IllegalStateException("the models are being freed");
                noteDeaths();
                Optional<Place> there = places.stream().filter(it -> it.isFor(installed)).findFirst();
                long pause = there.isPresent() ? 0 : pauses.of(installed).toNanos();
                boolean fits = there.isEmpty() && pause == 0 && isFirst(ticket) && makeRoom(bytes, 1, freed);
                if (fits) there = Optional.of(newPlace(installed, need));
                if (there.isPresent()) {
                    there.get().enter();
                    return new Taken(there.get(), fits);
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
    private void noteDeaths() {
        places.stream().filter(Place::hasJustDied).forEach(it -> pauses.add(it.installed()));
    }

    private Place newPlace(InstalledModel installed, MemoryNeeds.Need need) {
        var place = new Place(installed, need, options, clock, this::load, this::freeDue);
        places.add(place);
        return place;
    }

    private LoadedModel load(Place place, LoadProgress progress) {
        var room = new Room(() -> grow(place), () -> shrink(place));
        return LoadedModel.load(place.installed(), options, scales, cards, room, progress);
    }

    private void grow(Place place) {
        var freed = new ArrayList<Place>();
        try {
            locked(() -> grow(place, freed));
        } finally {
            freed.forEach(this::free);
        }
    }

    private void grow(Place place, List<Place> freed) {
        String name = place.installed().name();
        long bytes = place.bytes() + place.furtherBytes();
        if (bytes > options.memoryBytes()) throw new ModelTooLargeException(name, bytes, options.memoryBytes());
        if (!makeRoom(place.furtherBytes(), 0, freed))
            throw new PoolFullException(
                    "the models in use leave no memory for what %s has to compute besides: ask later".formatted(name));
        place.count(1);
    }

    private void shrink(Place place) {
        locked(() -> {
            place.count(-1);
            released.signalAll();
        });
    }

    /// Takes out models that nobody has used for the longest time, if that makes room; else none.
    ///
    /// @param more how many models come to those that stay
    private boolean makeRoom(long bytes, int more, List<Place> freed) {
        List<Place> idle = places.stream()
                .filter(Place::isIdle)
                .sorted(Comparator.comparing(Place::lastUse))
                .toList();
        for (int count = 0; count <= idle.size(); count++) {
            List<Place> chosen = idle.subList(0, count);
            boolean tooMany = more > 0 && places.size() + leaving.size() - count + more > options.maxLoaded();
            if (tooMany || taken() - sum(chosen) + bytes > options.memoryBytes()) continue;
            places.removeAll(chosen);
            leaving.addAll(chosen);
            freed.addAll(chosen);
            return true;
        }
        return false;
    }

    private long taken() {
        return sum(places) + sum(leaving);
    }

    private static long sum(List<Place> some) {
        return some.stream().mapToLong(Place::bytes).sum();
    }

    void leave(Place place, Optional<Duration> keepAlive) {
        locked(() -> place.leave(keepAlive));
        freeDue();
    }

    /// Frees a model as soon as nobody uses it.
    void expire(InstalledModel installed) {
        locked(() -> places.stream().filter(it -> it.isFor(installed)).forEach(Place::expire));
        freeDue();
    }

    /// Frees what is due. The lock is not held meanwhile: it may take its time.
    void freeDue() {
        locked(this::takeOutDue).forEach(this::free);
    }

    /// Begins to free what is due: a process that does not answer holds up nothing else. Throws nothing.
    void beginToFreeDue() {
        try {
            locked(this::takeOutDue).forEach(it -> Thread.startVirtualThread(() -> free(it)));
        } catch (Throwable failure) { // of this time: it is tried again
            LOG.log(Level.ERROR, "models could not be freed", failure);
        }
    }

    private List<Place> takeOutDue() {
        noteDeaths();
        places.forEach(Place::giveUpStalled);
        List<Place> due = places.stream().filter(it -> it.isDue() || (closed && it.isIdle())).toList();
        places.removeAll(due);
        leaving.addAll(due);
        released.signalAll();
        return due;
    }

    private void free(Place place) {
        try {
            place.free();
        } catch (Throwable failure) { // it is lost, but nobody else is to suffer
            LOG.log(Level.WARNING, "a model could not be freed", failure);
        } finally {
            locked(() -> {
                leaving.remove(place);
                released.signalAll();
            });
        }
    }

    /// Frees all models that nobody uses, and waits until that is done. The others are freed when their last user leaves, or
    /// when loading them is broken off.
    void close() {
        locked(() -> {
            closed = true;
            places.forEach(Place::abandon);
        });
        beginToFreeDue();
        locked(() -> {
            while (!leaving.isEmpty()) released.awaitUninterruptibly();
        });
    }
}
