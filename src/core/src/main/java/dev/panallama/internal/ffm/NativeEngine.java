package dev.panallama.internal.ffm;

import dev.panallama.internal.engine.Scheduler;
import dev.panallama.internal.host.ContextParameters;
import dev.panallama.internal.host.EngineFacts;
import dev.panallama.internal.host.EngineParameters;
import dev.panallama.internal.host.HostedEngine;
import dev.panallama.internal.host.HostedSequence;
import java.time.Duration;
import java.util.function.Consumer;

/// A context whose thread does nothing but schedule, from its opening to its end.
final class NativeEngine implements HostedEngine {
    private static final String NAME = "engine";
    private static final Duration LAST_CHANCE = Duration.ofSeconds(10); // at the end of the program

    private final ContextOwner<EngineContext> owner;
    private final Scheduler scheduler;
    private final Thread keeper;

    /// Opens a context of `model`, which cannot be closed before it.
    NativeEngine(NativeModel model, Consumer<ContextParameters> settings, EngineParameters parameters) {
        owner = new ContextOwner<>(model, NAME, () -> new EngineContext(model, settings, parameters.sequenceLength()));
        try {
            scheduler = new Scheduler(owner.use(), owner.use(), parameters);
        } catch (Throwable failure) {
            owner.close();
            throw failure;
        }
        keeper = Thread.ofVirtual().name("panallama engine").start(this::keep);
        OpenHandles.add(this);
    }

    /// Waits for the end of the schedule.
    private void keep() {
        try {
            owner.call(_ -> {
                scheduler.run();
                return null;
            });
        } catch (Throwable lost) { // C broke off, or the schedule has a fault: nobody must wait for ever
            scheduler.lose(String.valueOf(lost.getMessage()));
        }
    }

    @Override
    public HostedSequence openSequence(int priority, long patience) {
        return scheduler.openSequence(priority, patience);
    }

    @Override
    public EngineFacts facts() {
        return scheduler.facts();
    }

    @Override
    public void close() {
        scheduler.checkOutside();
        scheduler.close();
        join();
        owner.close();
        OpenHandles.remove(this);
    }

    private void join() {
        boolean interrupted = false;
        while (keeper.isAlive()) {
            try {
                keeper.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    /// Ends the schedule for the end of the program: what it keeps is written.
    void stop() {
        scheduler.close();
        try {
            keeper.join(LAST_CHANCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Runnable cleanUp() {
        return this::close;
    }
}
