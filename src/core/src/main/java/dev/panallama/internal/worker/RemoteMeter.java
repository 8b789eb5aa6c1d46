package dev.panallama.internal.worker;

import dev.panallama.internal.host.Activations;
import dev.panallama.internal.host.HostedMeter;
import java.util.Arrays;
import java.util.Map;

/// A measurement of activations in a worker.
final class RemoteMeter extends RemoteObject implements HostedMeter {
    RemoteMeter(RemoteModel model, Message opened) {
        super(model, "importance matrix", opened.integer(0), Operation.CLOSE_METER);
    }

    @Override
    public void compute(int[] ids, int from, int to) {
        call(Operation.MEASURE, (Object) Arrays.copyOfRange(ids, from, to));
    }

    @Override
    public Map<String, Activations> sums() {
        return call(Operation.SUMS).map(0);
    }
}
