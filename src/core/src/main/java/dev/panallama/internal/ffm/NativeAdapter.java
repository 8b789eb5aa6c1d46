package dev.panallama.internal.ffm;

import dev.panallama.bindings.Pointers;
import dev.panallama.bindings.llama_h;
import dev.panallama.error.AdapterException;
import dev.panallama.internal.host.HostedAdapter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Owns one `llama_adapter_lora` of a model, which is not closed before it. Any thread may use it. It is not freed while
/// a sequence has it set, see [NativeAdapters].
final class NativeAdapter implements HostedAdapter {
    private static final long STACK = 1 << 20;
    private static final String NAME = "adapter"; // as users call it

    private final NativeModel model;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment pointer;
    private final String name;
    private final int[] invocationTokens;
    private int uses;
    private boolean abandoned;
    private boolean closed;

    private NativeAdapter(NativeModel model, MemorySegment raw, Path file) {
        this.model = model;
        pointer = Pointers.adopt(raw, arena, llama_h::llama_adapter_lora_free);
        name = String.valueOf(file.getFileName());
        invocationTokens = invocationTokens(raw);
        OpenHandles.add(this);
    }

    /// Loads an adapter for `model` from a file that was checked before. Sessions of the model go on meanwhile, but for
    /// those that begin or change their adapters.
    public static NativeAdapter load(NativeModel model, Path file) {
        if (model.isVocabularyOnly())
            throw new IllegalStateException("model %s was loaded for its vocabulary only: load it with weights"
                    .formatted(model.name()));
        model.childOpened(NAME);
        NativeThread thread = null;
        try {
            var loader = new NativeThread("loading of adapter " + file, STACK);
            thread = loader;
            return model.adapterGate().alone(() -> loader.close(() -> loadHere(model, file)));
        } catch (Throwable failure) {
            if (thread != null && thread.isDead()) model.childLost(NAME);
            else model.childClosed(NAME);
            throw failure;
        }
    }

    private static NativeAdapter loadHere(NativeModel model, Path file) {
        try (var arena = Arena.ofConfined()) {
            NativeLog.clear();
            MemorySegment path = arena.allocateFrom(file.toAbsolutePath().toString());
            MemorySegment raw = llama_h.llama_adapter_lora_init(model.pointer(), path);
            if (!raw.equals(MemorySegment.NULL)) return new NativeAdapter(model, raw, file);
            throw new AdapterException("llama.cpp cannot load the adapter " + file, NativeLog.recent());
        }
    }

    private static int[] invocationTokens(MemorySegment raw) {
        long count = llama_h.llama_adapter_get_alora_n_invocation_tokens(raw);
        MemorySegment tokens = llama_h.llama_adapter_get_alora_invocation_tokens(raw);
        return count == 0 ? new int[0] : Pointers.view(tokens, count * Integer.BYTES).toArray(ValueLayout.JAVA_INT);
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
        var metadata = new TreeMap<String, String>();
        for (int i = 0, count = llama_h.llama_adapter_meta_count(pointer); i < count; i++)
            metadata.put(metadataKey(i), metadataValue(i));
        return Collections.unmodifiableMap(metadata);
    }

    private String metadataKey(int index) {
        return NativeText.read(
                128, (buffer, size) -> llama_h.llama_adapter_meta_key_by_index(pointer, index, buffer, size));
    }

    private String metadataValue(int index) {
        return NativeText.read(
                256, (buffer, size) -> llama_h.llama_adapter_meta_val_str_by_index(pointer, index, buffer, size));
    }

    MemorySegment pointer() {
        return pointer;
    }

    @Override
    public synchronized void checkOpen() {
        if (closed) throw new IllegalStateException("adapter %s is closed".formatted(name));
    }

    /// Registers a sequence that has the adapter set, so that it is not freed under it.
    synchronized void acquire() {
        checkOpen();
        uses++;
    }

    synchronized void release() {
        uses--;
        if (abandoned && uses == 0) close();
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        if (uses > 0)
            throw new IllegalStateException(
                    "%d open session(s) have adapter %s set: close them or give them other adapters first"
                            .formatted(uses, name));
        if (!model.isLost()) model.adapterGate().alone(this::free);
        closed = true;
        OpenHandles.remove(this);
        model.childClosed(NAME);
    }

    /// Frees the adapter for the end of the program, unless it is in use or contexts are at work.
    synchronized void closeUnlessBusy() {
        if (closed || uses > 0 || model.isLost()) return;
        closed = model.adapterGate().aloneUnlessBusy(this::free);
        if (closed) model.childClosed(NAME);
    }

    private @Nullable Void free() {
        try {
            arena.close();
            return null;
        } catch (IllegalStateException inUse) {
            throw new IllegalStateException("another thread is using adapter %s".formatted(name), inUse);
        }
    }

    /// Frees the adapter, or leaves that to the last sequence that has it set: for owners that were forgotten.
    private synchronized void abandon() {
        abandoned = true;
        if (uses == 0) close();
    }

    @Override
    public Runnable cleanUp() {
        return this::abandon;
    }
}
