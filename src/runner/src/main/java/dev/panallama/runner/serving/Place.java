package dev.panallama.runner.serving;

import dev.panallama.LoadProgress;
import dev.panallama.error.WorkerDiedException;
import dev.panallama.runner.store.InstalledModel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.DoubleConsumer;

/// A place for a model in memory. The lock of [Places] guards it, except [#loaded] and how far that has come.
final class Place {
    private final AtomicBoolean begun = new AtomicBoolean();
    private final InstalledModel installed;
    private final MemoryNeeds.Need need;
    private final Clock clock;
    private final Duration loadTimeout;
    private final FutureTask<LoadedModel> loading;
    private final Thread loader;
    private volatile double progress; // of loading, from 0 to 1
    private final List<DoubleConsumer> watching = new CopyOnWriteArrayList<>();
    private volatile Instant lastProgress;
    private volatile boolean givenUp;
    private volatile boolean abandoned; // because nobody is to have a model any more
    private int users;
    private Instant lastUse;
    private Instant until;
    private Duration keepAlive; // after the last use
    private boolean expired; // whether it is to be freed as soon as nobody uses it
    private boolean lost;
    private int further; // contexts besides the first

    /// @param load loads the model
    /// @param ended is told when that has ended, well or not
    Place(InstalledModel installed, MemoryNeeds.Need need, ServingOptions options, Clock clock,
            BiFunction<Place, LoadProgress, LoadedModel> load, Runnable ended) {
        this.installed = installed;
        this.need = need;
        this.clock = clock;
        keepAlive = options.keepAlive();
        loadTimeout = options.loadTimeout();
        lastUse = until = lastProgress = clock.instant();
        loading = new FutureTask<>(() -> load.apply(this, this::comesTo));
        loader = Thread.ofVirtual().unstarted(() -> {
            loading.run();
            var _ = Thread.interrupted(); // which was meant for loading
            ended.run();
        });
    }

    /// Starts to load the model, unless that has begun. Whoever waits for [#loaded] waits for it.
    void load() {
        if (!begun.compareAndSet(false, true)) return;
        lastProgress = clock.instant();
        loader.start();
    }

    private boolean comesTo(double fraction) {
        progress = fraction;
        lastProgress = clock.instant();
        watching.forEach(it -> it.accept(fraction));
        return !abandoned;
    }

    /// Gives up loading it if that has come no further for too long.
    void giveUpStalled() {
        boolean stalled = begun.get() && !loading.isDone() && !clock.instant().isBefore(lastProgress.plus(loadTimeout));
        if (!stalled || givenUp) return;
        givenUp = true;
        loader.interrupt();
    }

    /// Gives up loading it, for all who wait, as soon as that can be broken off.
    void abandon() {
        abandoned = true;
        if (begun.compareAndSet(false, true)) loading.cancel(false);
        else loader.interrupt();
    }

    /// Whether it has this model, or is to have it: a file that was written anew is another one.
    boolean isFor(InstalledModel other) {
        return installed.equals(other) && !lost;
    }

    /// Returns how much memory the model takes with all that it computes with, in bytes.
    long bytes() {
        return need.bytes() + further * need.further();
    }

    /// Returns how much memory one more context takes, in bytes.
    long furtherBytes() {
        return need.further();
    }

    /// Counts contexts besides the first.
    void count(int more) {
        further += more;
    }

    InstalledModel installed() {
        return installed;
    }

    void enter() {
        users++;
        expired = false;
        until = clock.instant().plus(keepAlive);
    }

    /// @param changed how long it is kept from now on; empty for as long as before
    void leave(Optional<Duration> changed) {
        users--;
        keepAlive = changed.orElse(keepAlive);
        lastUse = clock.instant();
        until = expired ? lastUse : lastUse.plus(keepAlive);
    }

    /// Returns the model when it is loaded. It is loaded for all who wait: who is interrupted waits no longer.
    LoadedModel loaded() throws Exception {
        try {
            return loading.get();
        } catch (ExecutionException | CancellationException failed) {
            if (abandoned) throw new IllegalStateException("the models are being freed", failed);
            if (givenUp) throw new ModelStalledException(installed.name(), loadTimeout, failed);
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    /// Returns the model when it is loaded.
    ///
    /// @param watcher is told how far it has come, from 0 to 1
    LoadedModel loaded(DoubleConsumer watcher) throws Exception {
        watching.add(watcher);
        try {
            return loaded();
        } finally {
            watching.remove(watcher);
        }
    }

    Optional<ModelPool.Loaded> ifLoaded() {
        return model().filter(_ -> !lost).map(it -> new ModelPool.Loaded(it, until));
    }

    /// Returns how far it has been loaded, while it is.
    Optional<ModelPool.Loading> ifLoading() {
        return loading.isDone() ? Optional.empty() : Optional.of(new ModelPool.Loading(installed, progress));
    }

    private Optional<LoadedModel> model() {
        return loading.state() == Future.State.SUCCESS ? Optional.of(loading.resultNow()) : Optional.empty();
    }

    /// Looks whether the model can be used no more.
    ///
    /// @return whether the process that it runs in has died since somebody looked
    boolean hasJustDied() {
        if (lost || !loading.isDone()) return false;
        Optional<LoadedModel> there = model();
        lost = there.isEmpty() || !there.get().isUsable();
        return lost && (there.isPresent() || (loading.state() == Future.State.FAILED
                && loading.exceptionNow() instanceof WorkerDiedException));
    }

    /// Has it freed as soon as nobody uses it.
    void expire() {
        until = clock.instant();
        expired = true;
    }

    /// Whether it can be freed: what is being loaded cannot.
    boolean isIdle() {
        return users == 0 && loading.isDone();
    }

    Instant lastUse() {
        return lastUse;
    }

    /// Whether it is to be freed now.
    boolean isDue() {
        return isIdle() && (lost || !clock.instant().isBefore(until));
    }

    void free() {
        model().ifPresent(LoadedModel::close);
    }
}
