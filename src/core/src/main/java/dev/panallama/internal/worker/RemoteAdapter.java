package dev.panallama.internal.worker;

import dev.panallama.internal.host.HostedAdapter;
import java.util.Map;

/// A LoRA adapter in a worker.
final class RemoteAdapter extends RemoteObject implements HostedAdapter {
    private final String name;
    private final int[] invocationTokens;
    private final Map<String, String> metadata;

    RemoteAdapter(RemoteModel model, Message loaded) {
        super(model, "adapter", loaded.integer(0), Operation.CLOSE_ADAPTER);
        name = loaded.text(1);
        invocationTokens = loaded.integers(2);
        metadata = loaded.map(3);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int[] invocationTokens() {
        return invocationTokens.clone();
    }

    @Override
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public void checkOpen() {
        checkUsable();
    }
}
