package dev.panallama.internal.ffm;

import dev.panallama.bindings.Pointers;
import dev.panallama.bindings.llama_h;
import dev.panallama.error.GgufException;
import dev.panallama.error.ModelLoadException;
import dev.panallama.internal.host.ContextParameters;
import dev.panallama.internal.host.EngineParameters;
import dev.panallama.internal.host.HostedAdapter;
import dev.panallama.internal.host.HostedEncoder;
import dev.panallama.internal.host.HostedEngine;
import dev.panallama.internal.host.HostedMeter;
import dev.panallama.internal.host.HostedModel;
import dev.panallama.internal.host.HostedScorer;
import dev.panallama.internal.host.HostedSequence;
import dev.panallama.internal.host.ModelFacts;
import dev.panallama.internal.host.ModelParameters;
import dev.panallama.internal.host.NativeBuffer;
import dev.panallama.internal.memory.ModelShape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Owns one `llama_model`. Any thread may use it; it outlives the contexts made of it and the adapters loaded for it.
///
/// The pointer lives in a shared arena whose end frees the model: a call after [#close] throws, and
/// closing while a call is using the pointer is refused.
public final class NativeModel implements HostedModel {
    private static final long LOADING_STACK = 8 << 20;
    private static final long FREEING_STACK = 1 << 20;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment pointer;
    private final boolean vocabularyOnly;
    private final String name;
    private final NativeVocabulary vocabulary;
    private final ModelFacts facts;
    private final List<Path> files;
    private final Map<String, Object> overrides;
    private final List<NativeBuffer> buffers;
    private final AdapterGate adapterGate = new AdapterGate();
    private final Map<String, Integer> children = new TreeMap<>(); // how many are open, by what users call them
    private boolean abandoned;
    private boolean lost;
    private volatile boolean closed;

    private NativeModel(MemorySegment raw, List<Path> files, ModelStruct params, List<NativeBuffer> buffers) {
        pointer = Pointers.adopt(raw, arena, llama_h::llama_model_free);
        vocabularyOnly = params.isVocabularyOnly();
        overrides = params.overrides();
        this.files = files;
        this.buffers = buffers;
        facts = new FactsReader(pointer).read(overrides);
        name = String.valueOf(files.getFirst().getFileName());
        vocabulary = new NativeVocabulary(this, Pointers.adopt(llama_h.llama_model_get_vocab(raw), arena, _ -> {}));
        OpenHandles.add(this);
    }

    /// Loads a model of one file, or of the parts of one in order. Blocks until it is loaded, refused or cancelled;
    /// interrupting the caller cancels.
    ///
    /// @param settings fills the parameters of the load, when the files are known to be some
    /// @param progress told how much is loaded, 0 to 1, on another thread; false cancels
    public static NativeModel load(List<Path> files, Consumer<ModelParameters> settings, DoublePredicate progress) {
        Backend.get().fixNuma();
        Path first = files.getFirst();
        var watch = new LoadWatch(first, progress);
        return new NativeThread("loading of " + first, LOADING_STACK)
                .close(() -> loadHere(absolute(files), settings, watch), watch::cancel);
    }

    private static List<Path> absolute(List<Path> files) {
        return files.stream().map(Path::toAbsolutePath).toList();
    }

    private static NativeModel loadHere(List<Path> files, Consumer<ModelParameters> settings, LoadWatch watch) {
        try (var arena = Arena.ofConfined()) {
            var params = new ModelStruct(arena);
            settings.accept(params);
            params.progress(watch);
            NativeLog.clear();
            MemorySegment raw = load(files, params.segment(), arena);
            if (!raw.equals(MemorySegment.NULL))
                return new NativeModel(raw, files, params, NativeLog.buffers());
            watch.rethrow();
            throw new ModelLoadException("llama.cpp cannot load " + files.getFirst(), NativeLog.recent());
        }
    }

    private static MemorySegment load(List<Path> files, MemorySegment params, Arena arena) {
        MemorySegment paths = arena.allocate(ValueLayout.ADDRESS, files.size());
        for (int i = 0; i < files.size(); i++) {
            String path = files.get(i).toString();
            paths.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(path));
        }
        return files.size() == 1
                ? llama_h.llama_model_load_from_file(paths.get(ValueLayout.ADDRESS, 0), params)
                : llama_h.llama_model_load_from_splits(paths, files.size(), params);
    }

    @Override
    public NativeVocabulary vocabulary() {
        return vocabulary;
    }

    /// Makes a call on a thread of its own. If C breaks off there, the model is in use for ever, and goes on.
    <T extends @Nullable Object> T callAside(String what, long stackBytes, Supplier<T> work) {
        var thread = new NativeThread(what, stackBytes);
        try {
            return thread.close(work);
        } finally {
            if (thread.isDead()) lose();
        }
    }

    private synchronized void lose() {
        lost = true;
    }

    /// Returns whether the weights were left out.
    boolean isVocabularyOnly() {
        return vocabularyOnly;
    }

    @Override
    public List<NativeBuffer> buffers() {
        return buffers;
    }

    /// Reads once more what its memory depends on; empty if the files are not there any more.
    Optional<ModelShape> shape() {
        try {
            return Optional.of(ModelShape.read(files, overrides));
        } catch (IOException | GgufException _) {
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ModelFacts facts() {
        return facts;
    }

    @Override
    public HostedSequence openSequence(Consumer<ContextParameters> settings) {
        return NativeSequence.open(this, settings);
    }

    @Override
    public HostedEngine openEngine(Consumer<ContextParameters> settings, EngineParameters parameters) {
        return new NativeEngine(this, settings, parameters);
    }

    @Override
    public HostedScorer openScorer(Consumer<ContextParameters> settings) {
        return NativeScorer.open(this, settings);
    }

    @Override
    public HostedEncoder openEncoder(String use, Consumer<ContextParameters> settings) {
        return NativeEncoder.open(this, use, settings);
    }

    @Override
    public HostedMeter openMeter(int chunkLength, int threads, boolean output) {
        return new NativeMeter(this, chunkLength, threads, output);
    }

    @Override
    public HostedAdapter loadAdapter(Path file) {
        return NativeAdapter.load(this, file);
    }

    MemorySegment pointer() {
        return pointer;
    }

    /// Registers a context or adapter, so that the model is not freed before it.
    synchronized void childOpened(String name) {
        checkOpen();
        children.merge(name, 1, Integer::sum);
    }

    synchronized void childClosed(String name) {
        children.computeIfPresent(name, (_, count) -> count == 1 ? null : count - 1);
        if (abandoned && children.isEmpty()) close();
    }

    /// Marks the model as used by a native call that will never return: it must not be freed any more.
    synchronized void childLost(String name) {
        lost = true;
        childClosed(name);
    }

    /// Returns whether a native call that will never return may be using the model.
    synchronized boolean isLost() {
        return lost;
    }

    AdapterGate adapterGate() {
        return adapterGate;
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        if (!children.isEmpty())
            throw new IllegalStateException("close the %s of model %s first".formatted(openChildren(), name));
        try {
            if (!lost) callAside("freeing of model " + name, FREEING_STACK, this::free);
        } finally {
            closed = lost || !arena.scope().isAlive();
            if (closed) OpenHandles.remove(this);
        }
    }

    private String openChildren() {
        return children.entrySet().stream()
                .map(it -> "%d open %s(s)".formatted(it.getValue(), it.getKey()))
                .collect(Collectors.joining(" and "));
    }

    private @Nullable Void free() {
        try {
            arena.close();
            return null;
        } catch (IllegalStateException inUse) {
            throw new IllegalStateException("another thread is using model %s".formatted(name), inUse);
        }
    }

    /// Frees the model, or leaves that to the last of its contexts and adapters: for owners that were forgotten.
    synchronized void abandon() {
        abandoned = true;
        if (children.isEmpty()) close();
    }

    @Override
    public Runnable cleanUp() {
        return this::abandon;
    }

    @Override
    public synchronized void checkOpen() {
        if (closed) throw new IllegalStateException("model %s is closed".formatted(name));
    }

    @Override
    public boolean isUsable() {
        return !closed;
    }
}
