package dev.panallama;

import dev.panallama.gguf.Gguf;
import dev.panallama.internal.host.HostedAdapter;
import dev.panallama.internal.host.HostedModel;
import dev.panallama.internal.load.AdapterFile;
import dev.panallama.internal.load.BaseModel;
import dev.panallama.internal.load.LoraPair;
import dev.panallama.internal.load.LoraRules;
import java.nio.file.Path;
import java.util.Map;

/// A LoRA adapter: small matrices that change what a model computes, in the sessions that [set][Session#adapters(Adapters)]
/// it. Any thread may use it, and any number of sessions of its model.
///
/// Close it before its model, and after the sessions that have it set; an adapter that is forgotten is freed when it is
/// garbage collected.
public final class LoraAdapter implements AutoCloseable {
    private final Model model; // keeps the weights from being collected
    private final HostedAdapter adapter;
    private final LoraInfo info;

    LoraAdapter(Model model, HostedModel nativeModel, BaseModel base, Path file) {
        this.model = model;
        Gguf header = AdapterFile.read(file);
        Map<String, LoraPair> pairs = LoraRules.check(file, header, base);
        adapter = nativeModel.loadAdapter(file);
        Model.CLEANER.register(this, adapter.cleanUp());
        try {
            info = LoraInfo.of(adapter, pairs.values());
        } catch (Throwable failure) {
            adapter.close();
            throw failure;
        }
    }

    /// Returns what the file says of the adapter.
    public LoraInfo info() {
        return info;
    }

    /// Returns the model that it is for.
    public Model model() {
        return model;
    }

    /// Returns whether it is active from its invocation in the prompt on, and not from the beginning (aLoRA).
    public boolean isActivated() {
        return !info.invocationTokens().isEmpty();
    }

    HostedAdapter adapter() {
        return adapter;
    }

    /// Frees the adapter. Closing twice does nothing.
    ///
    /// @throws IllegalStateException while sessions have it set; nothing is freed then
    @Override
    public void close() {
        adapter.close();
    }

    @Override
    public String toString() {
        return "LoraAdapter[%s]".formatted(info.name());
    }
}
