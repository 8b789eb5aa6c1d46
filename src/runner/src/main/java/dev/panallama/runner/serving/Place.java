package dev.panallama.runner.serving;

import dev.panallama.runner.store.InstalledModel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A place for a model in memory. The pool's lock guards it, except [#loaded].
final class Place {
    private final InstalledModel installed;
    private final Clock clock;
    private final ReentrantLock loading = new ReentrantLock();
    private volatile @Nullable LoadedModel model;
    private int users;
    private Instant lastUse;
    private Instant until;
    private Duration keepAlive; // after the last use
    private boolean expired; // whether it is to be freed as soon as nobody uses it
    private volatile boolean lost;

    Place(InstalledModel installed, Clock clock, Duration keepAlive) {
        this.keepAlive = keepAlive;
        this.installed = installed;
        this.clock = clock;
        lastUse = until = clock.instant();
    }

    /// Whether it has this model, or is to have it: a file that was written anew is another one.
    boolean isFor(InstalledModel other) {
        check();
        return installed.equals(other) && !lost;
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
        if (model == null) lost = true; // it could not be loaded: who asks again tries again
    }

    /// Returns the model; whoever comes first loads it.
    LoadedModel loaded(ServingOptions options) {
        loading.lock();
        try {
            LoadedModel there = model;
            if (there == null) model = there = LoadedModel.load(installed, options);
            return there;
        } finally {
            loading.unlock();
        }
    }

    Optional<ModelPool.Loaded> ifLoaded() {
        return Optional.ofNullable(model).filter(_ -> !lost).map(it -> new ModelPool.Loaded(it, until));
    }

    /// Looks whether the process that it runs in has died.
    void check() {
        LoadedModel there = model;
        if (there != null && !there.isUsable()) lost = true;
    }

    /// Has it freed as soon as nobody uses it.
    void expire() {
        until = clock.instant();
        expired = true;
    }

    boolean isIdle() {
        return users == 0;
    }

    Instant lastUse() {
        return lastUse;
    }

    /// Whether it is to be freed now.
    boolean isDue() {
        return users == 0 && (lost || !clock.instant().isBefore(until));
    }

    void free() {
        if (model != null) model.close();
    }
}
