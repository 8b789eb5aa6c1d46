package dev.panallama.internal.worker;

import dev.panallama.internal.host.EngineFacts;
import dev.panallama.internal.host.HostedEngine;
import dev.panallama.internal.host.HostedSequence;

/// An engine in a worker.
final class RemoteEngine extends RemoteObject implements HostedEngine {
    private final RemoteSequence.Family family = new RemoteSequence.Family();

    RemoteEngine(RemoteModel model, Message opened) {
        super(model, "engine", opened.integer(0), Operation.CLOSE_ENGINE);
    }

    @Override
    public HostedSequence openSequence(int priority, long patience) {
        return new RemoteSequence(model(), call(Operation.ENGINE_SEQUENCE, priority, patience), family);
    }

    @Override
    public void checkUsable() {
        family.checkOutside();
        super.checkUsable();
    }

    @Override
    public void close() {
        family.checkOutside();
        super.close();
    }

    @Override
    public EngineFacts facts() {
        return (EngineFacts) call(Operation.ENGINE_FACTS).value(0);
    }
}
