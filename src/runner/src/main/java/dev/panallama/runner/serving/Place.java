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
    private volatile boolean lost;

    Place(InstalledModel installed, Clock clock) {
        this.installed = installed;
        this.clock = clock;
        lastUse = until = clock.instant();
    }

    /// Whether it has this model, or is to have it: a file that was written anew is another one.
    boolean isFor(InstalledModel other) {
        return installed.equals(other) && !lost;
    }

    void enter() {
        users++;
    }

    void leave(Duration keepAlive) {
        users--;
        lastUse = clock.instant();
        until = lastUse.plus(keepAlive);
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

    /// Notes that the process that it runs in has died.
    void lose() {
        lost = true;
    }

    /// Has it freed as soon as nobody uses it.
    void expire() {
        until = clock.instant();
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
