package dev.panallama.internal.ffm;

import dev.panallama.bindings.Pointers;
import dev.panallama.bindings.llama_h;
import dev.panallama.error.GgufException;
import dev.panallama.error.ModelLoadException;
import dev.panallama.internal.memory.ModelShape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Owns one `llama_model`. Any thread may use it; it outlives the contexts made of it and the adapters loaded for it.
///
/// The pointer lives in a shared arena whose end frees the model: a call after [#close] throws, and
/// closing while a call is using the pointer is refused.
public final class NativeModel {
    private static final long LOADING_STACK = 8 << 20;
    private static final long READING_STACK = 1 << 20;

    private static final String ARCHITECTURE = "general.architecture";

    private final Arena arena = Arena.ofShared();
    private final MemorySegment pointer;
    private final boolean vocabularyOnly;
    private final String name;
    private final NativeVocabulary vocabulary;
    private final List<Path> files;
    private final Map<String, Object> overrides;
    private final List<NativeBuffer> buffers;
    private final AdapterGate adapterGate = new AdapterGate();
    private final Map<String, Integer> children = new TreeMap<>(); // how many are open, by what users call them
    private boolean abandoned;
    private boolean lost;
    private boolean closed;

    private NativeModel(MemorySegment raw, List<Path> files, ModelParameters params, List<NativeBuffer> buffers) {
        pointer = Pointers.adopt(raw, arena, llama_h::llama_model_free);
        vocabularyOnly = params.isVocabularyOnly();
        overrides = params.overrides();
        this.files = files;
        this.buffers = buffers;
        name = String.valueOf(files.getFirst().getFileName());
        vocabulary = new NativeVocabulary(Pointers.adopt(llama_h.llama_model_get_vocab(raw), arena, _ -> {}));
        OpenHandles.add(this);
    }

    /// Loads a model of one file, or of the parts of one in order. Blocks until it is loaded, refused or cancelled;
    /// interrupting the caller cancels.
    ///
    /// @param settings fills the parameters of the load, when the files are known to be some
    /// @param progress told how much is loaded, 0 to 1, on another thread; false cancels
    public static NativeModel load(List<Path> files, Consumer<ModelParameters> settings, DoublePredicate progress) {
        files.forEach(ModelFile::check);
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
            var params = new ModelParameters(arena);
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

    /// Returns the vocabulary, which lives as long as the model.
    public NativeVocabulary vocabulary() {
        return vocabulary;
    }

    /// Reads the model on a thread that can be lost, as getters break off on what they do not expect.
    public <T> T read(Supplier<T> reader) {
        return NativeThread.once("reading of model " + name, READING_STACK, reader);
    }

    /// Returns whether the weights were left out.
    public boolean isVocabularyOnly() {
        return vocabularyOnly;
    }

    /// Returns the buffers that loading has allocated.
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

    /// Returns the file's name.
    public String name() {
        return name;
    }

    public String description() {
        return NativeText.read(256, (buffer, size) -> llama_h.llama_model_desc(pointer, buffer, size));
    }

    /// Returns llama.cpp's name of the quantization.
    public String quantization() {
        return llama_h.llama_ftype_name(llama_h.llama_model_ftype(pointer)).getString(0);
    }

    public long parameterCount() {
        return llama_h.llama_model_n_params(pointer);
    }

    /// Returns the size of all tensors in bytes.
    public long sizeBytes() {
        return llama_h.llama_model_size(pointer);
    }

    public int trainedContextLength() {
        return llama_h.llama_model_n_ctx_train(pointer);
    }

    public int layers() {
        return llama_h.llama_model_n_layer(pointer);
    }

    public int embeddingLength() {
        return llama_h.llama_model_n_embd(pointer);
    }

    /// Returns the width of an embedding that goes in.
    public int inputEmbeddingLength() {
        return llama_h.llama_model_n_embd_inp(pointer);
    }

    /// Returns the width of an embedding that comes out.
    public int outputEmbeddingLength() {
        return llama_h.llama_model_n_embd_out(pointer);
    }

    /// Returns how many layers predict further tokens, after the others.
    public int predictionLayers() {
        return llama_h.llama_model_n_layer_nextn(pointer);
    }

    /// Returns the number of attention heads; 0 without layers, as in a vocabulary, where llama.cpp would break off.
    public int heads() {
        return layers() == 0 ? 0 : llama_h.llama_model_n_head(pointer);
    }

    /// Returns the number of key-value heads; 0 without layers.
    public int keyValueHeads() {
        return layers() == 0 ? 0 : llama_h.llama_model_n_head_kv(pointer);
    }

    /// Returns how many positions a sequence can have. Where positions are not rotated but looked up in a table, as in
    /// GPT-2 and BERT, the table's length is the end; C would break off there. It says of BERT that positions are rotated.
    int longestPosition() {
        boolean table = (!hasRotaryPositions() && !isAllRecurrent()) || "bert".equals(metadata().get(ARCHITECTURE));
        return table ? trainedContextLength() : Integer.MAX_VALUE;
    }

    boolean hasRotaryPositions() {
        return llama_h.llama_model_rope_type(pointer) != llama_h.LLAMA_ROPE_TYPE_NONE();
    }

    /// Returns whether a position has several dimensions, as for images (M-RoPE).
    boolean hasManyDimensionalPositions() {
        int type = llama_h.llama_model_rope_type(pointer);
        return type == llama_h.LLAMA_ROPE_TYPE_MROPE() || type == llama_h.LLAMA_ROPE_TYPE_IMROPE();
    }

    /// Returns whether some layers or all keep a state in place of keys and values.
    public boolean isRecurrent() {
        return isAllRecurrent() || isHybrid();
    }

    public boolean isAllRecurrent() {
        return llama_h.llama_model_is_recurrent(pointer);
    }

    /// Returns whether some layers are recurrent.
    public boolean isHybrid() {
        return llama_h.llama_model_is_hybrid(pointer);
    }

    /// Returns whether tokens are guessed in any order.
    public boolean isDiffusion() {
        return llama_h.llama_model_is_diffusion(pointer);
    }

    /// Returns how positions are rotated: `NONE`, `NEIGHBOURS`, `HALVES`, `SECTIONS`, `INTERLEAVED_SECTIONS` or `VISION`.
    public String rope() {
        int type = llama_h.llama_model_rope_type(pointer);
        if (type == llama_h.LLAMA_ROPE_TYPE_NORM()) return "NEIGHBOURS";
        if (type == llama_h.LLAMA_ROPE_TYPE_NEOX()) return "HALVES";
        if (type == llama_h.LLAMA_ROPE_TYPE_MROPE()) return "SECTIONS";
        if (type == llama_h.LLAMA_ROPE_TYPE_IMROPE()) return "INTERLEAVED_SECTIONS";
        return type == llama_h.LLAMA_ROPE_TYPE_VISION() ? "VISION" : "NONE";
    }

    /// Returns what positions are multiplied with.
    public float ropeFrequencyScale() {
        return llama_h.llama_model_rope_freq_scale_train(pointer);
    }

    /// Returns the token that the decoder begins with, or -1 without an encoder.
    public int decoderStart() {
        return llama_h.llama_model_decoder_start_token(pointer);
    }

    /// Returns how many numbers a classifier puts out; meaningless for other models.
    public int classifierOutputs() {
        return llama_h.llama_model_n_cls_out(pointer);
    }

    /// Returns what a classifier's numbers stand for, as far as the file says.
    public List<String> classifierLabels() {
        return IntStream.range(0, classifierOutputs())
                .mapToObj(i -> llama_h.llama_model_cls_label(pointer, i))
                .takeWhile(it -> !it.equals(MemorySegment.NULL))
                .map(it -> it.getString(0))
                .toList();
    }

    /// Returns how many tokens layers with a sliding window look back; 0 without such layers.
    public int slidingWindow() {
        return llama_h.llama_model_n_swa(pointer);
    }

    public boolean hasEncoder() {
        return llama_h.llama_model_has_encoder(pointer);
    }

    public boolean hasDecoder() {
        return llama_h.llama_model_has_decoder(pointer);
    }

    /// Returns all scalar metadata of the file as text, in the order of llama.cpp.
    public Map<String, String> metadata() {
        var metadata = new LinkedHashMap<String, String>();
        for (int i = 0, count = llama_h.llama_model_meta_count(pointer); i < count; i++) {
            metadata.put(metadataKey(i), metadataValue(i));
        }
        return Collections.unmodifiableMap(metadata);
    }

    /// Returns the metadata with what overrides it: what llama.cpp computes by.
    public Map<String, String> effectiveMetadata() {
        var metadata = new LinkedHashMap<>(metadata());
        overrides.forEach((key, value) -> metadata.put(key, value.toString()));
        return metadata;
    }

    /// Returns whether each token sees those before it alone, and predicts the next.
    public boolean continuesText() {
        Map<String, String> metadata = effectiveMetadata();
        String causal = metadata.get(metadata.get(ARCHITECTURE) + ".attention.causal");
        return hasDecoder() && !hasEncoder() && !isDiffusion() && !"false".equals(causal);
    }

    private String metadataKey(int index) {
        return NativeText.read(
                128, (buffer, size) -> llama_h.llama_model_meta_key_by_index(pointer, index, buffer, size));
    }

    private String metadataValue(int index) {
        return NativeText.read(
                256, (buffer, size) -> llama_h.llama_model_meta_val_str_by_index(pointer, index, buffer, size));
    }

    /// Returns the model's default chat template, or null if it has none.
    public @Nullable String chatTemplate() {
        MemorySegment template = llama_h.llama_model_chat_template(pointer, MemorySegment.NULL);
        return template.equals(MemorySegment.NULL) ? null : template.getString(0);
    }

    /// Returns the chat template of a name, or null if there is none.
    public @Nullable String chatTemplate(String name) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment template = llama_h.llama_model_chat_template(pointer, arena.allocateFrom(name));
            return template.equals(MemorySegment.NULL) ? null : template.getString(0);
        }
    }

    /// Returns the metadata keys of what a file recommends for sampling, in the order of `enum llama_model_meta_key`.
    public static List<String> samplingKeys() {
        Backend.get();
        return IntStream.rangeClosed(0, llama_h.LLAMA_MODEL_META_KEY_SAMPLING_MIROSTAT_ETA())
                .mapToObj(it -> llama_h.llama_model_meta_key_str(it).getString(0))
                .toList();
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

    /// Frees the model. Closing twice does nothing.
    ///
    /// @throws IllegalStateException while contexts or adapters are open or another thread is in a call; nothing is freed then
    public synchronized void close() {
        if (closed) return;
        if (!children.isEmpty())
            throw new IllegalStateException("close the %s of model %s first".formatted(openChildren(), name));
        if (!lost) free();
        closed = true;
        OpenHandles.remove(this);
    }

    private String openChildren() {
        return children.entrySet().stream()
                .map(it -> "%d open %s(s)".formatted(it.getValue(), it.getKey()))
                .collect(Collectors.joining(" and "));
    }

    private void free() {
        try {
            arena.close();
        } catch (IllegalStateException inUse) {
            throw new IllegalStateException("another thread is using model %s".formatted(name), inUse);
        }
    }

    /// Frees the model, or leaves that to the last of its contexts and adapters: for owners that were forgotten.
    synchronized void abandon() {
        abandoned = true;
        if (children.isEmpty()) close();
    }

    /// Returns the action that frees a model whose owner was garbage collected.
    public Runnable cleanUp() {
        return this::abandon;
    }

    /// Throws if the model is closed.
    public synchronized void checkOpen() {
        if (closed) throw new IllegalStateException("model %s is closed".formatted(name));
    }
}
