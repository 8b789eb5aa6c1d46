package dev.panallama;

import dev.panallama.chat.ChatTemplate;
import dev.panallama.internal.host.HostedEngine;
import dev.panallama.internal.host.HostedModel;
import dev.panallama.internal.host.HostedSequence;
import dev.panallama.internal.load.BaseModel;
import dev.panallama.internal.load.SplitFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The weights of a language model. Any thread may use it, and all its sessions share it.
///
/// Close it after its sessions; a model that is forgotten is freed when it is garbage collected.
/// After [#close] every method throws `IllegalStateException`, except [#info] and [#toString].
public final class Model implements AutoCloseable {
    static final Cleaner CLEANER = Cleaner.create();

    private final HostedModel model;
    private final List<Path> files;
    private final Map<String, ?> overrides;
    private final ModelInfo info;
    private final Vocabulary vocabulary;
    private final ModelTemplates templates;
    private @Nullable String fingerprint;
    private @Nullable BaseModel base;

    private Model(HostedModel model, List<Path> files, Map<String, ?> overrides) {
        this.model = model;
        this.files = files.stream().map(Path::toAbsolutePath).toList();
        this.overrides = overrides;
        CLEANER.register(this, model.cleanUp());
        try {
            info = ModelInfoReader.read(model);
            vocabulary = new Vocabulary(this, model.vocabulary());
            templates = new ModelTemplates(info, vocabulary);
        } catch (Throwable failure) {
            model.close();
            throw failure;
        }
    }

    /// Loads a GGUF file with [ModelOptions#defaults].
    ///
    /// @throws dev.panallama.error.ModelLoadException if there is no such file or it is not a model
    /// @throws dev.panallama.error.NativeLibraryException if llama.cpp cannot be loaded on this machine
    public static Model load(Path file) {
        return load(file, ModelOptions.defaults());
    }

    /// Loads a GGUF file; of a model that is split over several, the first, whose name tells the others'. Blocks until
    /// that is done; interrupting the thread cancels.
    ///
    /// @throws IllegalArgumentException if the options name a device that is not there, or metadata that llama.cpp
    ///     cannot take
    /// @throws dev.panallama.error.ModelLoadException if there is no such file, a part is missing or it is not a model
    /// @throws dev.panallama.error.NativeLibraryException if llama.cpp cannot be loaded on this machine
    /// @throws java.util.concurrent.CancellationException if the progress listener or an interrupt cancelled
    public static Model load(Path file, ModelOptions options) {
        return load(SplitFiles.of(file), options);
    }

    /// Loads a model that is split over files of any names, given in order. Otherwise like [#load(Path, ModelOptions)].
    ///
    /// @throws IllegalArgumentException if no file is given, or for the options as above
    /// @throws dev.panallama.error.ModelLoadException if the files are not all parts of one model
    public static Model load(List<Path> parts, ModelOptions options) {
        if (parts.isEmpty()) throw new IllegalArgumentException("no file is given: give all parts in order");
        var loading = new ModelLoading(parts, options);
        return new Model(loading.load(), parts, options.overrides());
    }

    /// Returns what the file says of the model.
    public ModelInfo info() {
        return info;
    }

    /// Returns what the weights take, by the name of the device: what llama.cpp has allocated or mapped, to two decimals of
    /// a MiB.
    public Map<String, MemoryUsage> memory() {
        return MemoryUsage.byDevice(model.buffers());
    }

    /// Returns whether it can be used: it is not closed, and a process of its own that it runs in has not died. It may die at any
    /// moment, so that calls can fail all the same.
    public boolean isUsable() {
        return model.isUsable();
    }

    /// Returns the vocabulary, which is usable as long as the model is open.
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /// Opens a chat with [ChatOptions#defaults].
    ///
    /// @throws IllegalArgumentException if the model has no chat template: give one with the options
    public Chat chat() {
        return chat(ChatOptions.defaults());
    }

    /// Opens a chat with an instruction for the model, such as "You answer in one sentence."
    ///
    /// @throws IllegalArgumentException if the model has no chat template: give one with the options
    public Chat chat(String system) {
        return chat(ChatOptions.defaults().withSystem(system));
    }

    /// Opens a chat: a conversation with its history, written by the model's chat template.
    ///
    /// @throws IllegalArgumentException if neither the model nor the options have a chat template, or the machine has less
    ///     memory than the context needs
    /// @throws UnsupportedOperationException if the model does not generate text
    /// @throws dev.panallama.error.ContextCreationException if llama.cpp refuses the options
    public Chat chat(ChatOptions options) {
        return new Chat(this, () -> session(options.session()), options);
    }

    /// Opens a session with [SessionOptions#defaults].
    public Session session() {
        return session(SessionOptions.defaults());
    }

    /// Opens a session: one sequence of tokens with its KV cache.
    ///
    /// @throws IllegalArgumentException if the machine has less memory than the context needs
    /// @throws UnsupportedOperationException if the model does not generate text
    /// @throws dev.panallama.error.ContextCreationException if llama.cpp refuses the options
    public Session session(SessionOptions options) {
        return new Session(this, model, options);
    }

    /// Opens an engine with [EngineOptions#defaults].
    public Engine engine() {
        return engine(EngineOptions.defaults());
    }

    /// Opens an engine, which computes many sessions together.
    ///
    /// @throws IllegalArgumentException if the machine has less memory than the context needs
    /// @throws UnsupportedOperationException if the model does not generate text
    /// @throws dev.panallama.error.ContextCreationException if llama.cpp refuses the options
    public Engine engine(EngineOptions options) {
        return new Engine(this, model, options);
    }

    /// Loads a LoRA adapter for this model from a GGUF file. It changes nothing until sessions
    /// [set][Session#adapters(Adapters)] it. Sessions go on meanwhile; those that open or switch adapters wait.
    ///
    /// @throws dev.panallama.error.AdapterException if there is no such file, it is no LoRA adapter, or does not fit this
    ///     model
    /// @throws IllegalStateException if the model was loaded for its vocabulary only
    public LoraAdapter loadAdapter(Path file) {
        model.checkOpen();
        return new LoraAdapter(this, model, base(), file);
    }

    /// Opens a scorer with [SessionOptions#defaults].
    public Scorer scorer() {
        return scorer(SessionOptions.defaults());
    }

    /// Opens a scorer: it says how likely texts are. Of the options, forks and context shift mean nothing to it.
    ///
    /// @throws IllegalArgumentException if the machine has less memory than the context needs
    /// @throws UnsupportedOperationException if the model does not generate text
    /// @throws dev.panallama.error.ContextCreationException if llama.cpp refuses the options
    public Scorer scorer(SessionOptions options) {
        return new Scorer(this, model, options);
    }

    /// Opens an embedder with [EmbedderOptions#defaults].
    ///
    /// @throws IllegalArgumentException if the model's file names no pooling: choose one
    public Embedder embedder() {
        return embedder(EmbedderOptions.defaults());
    }

    /// Opens an embedder, which turns texts into vectors.
    ///
    /// @throws IllegalArgumentException if the model's file names no pooling and the options none, if the model has fewer
    ///     dimensions, or the machine less memory than needed
    /// @throws UnsupportedOperationException if the model cannot compute with that attention
    /// @throws dev.panallama.error.ContextCreationException if llama.cpp refuses the options
    public Embedder embedder(EmbedderOptions options) {
        return new Embedder(this, model, options);
    }

    /// Opens a reranker with [RerankerOptions#defaults].
    ///
    /// @throws UnsupportedOperationException if the model has no rank head and does not continue text
    public Reranker reranker() {
        return reranker(RerankerOptions.defaults());
    }

    /// Opens a reranker, which tells how well documents suit a query.
    ///
    /// @throws IllegalArgumentException if the options do not suit the model
    /// @throws UnsupportedOperationException if the model cannot rank in that way
    /// @throws dev.panallama.error.ContextCreationException if llama.cpp refuses the options
    public Reranker reranker(RerankerOptions options) {
        return new Reranker(this, model, options);
    }

    /// Returns what writes conversations for this model: the template in its file, or else the built-in one that its
    /// vocabulary tells of. A model that was not trained on conversations has none.
    ///
    /// @throws dev.panallama.jinja.TemplateSyntaxException if the file's template is none
    public Optional<ChatTemplate> chatTemplate() {
        return templates.standard();
    }

    /// Returns a template of the file that has a name, such as `tool_use`: see [ModelInfo#chatTemplates].
    ///
    /// @throws dev.panallama.jinja.TemplateSyntaxException if it is no template
    public Optional<ChatTemplate> chatTemplate(String name) {
        return templates.named(name);
    }

    /// Saves the model as one file: parts of a split model are joined, and [overrides][ModelOptions#withOverride] are written
    /// into the metadata. The file takes its name when all is written. It may be one that the model was loaded from: the
    /// model goes on with the old one, except on Windows, where a mapped file cannot be replaced.
    ///
    /// @throws java.util.concurrent.CancellationException if the thread is interrupted
    /// @throws dev.panallama.error.GgufException if a file that the model was loaded from is damaged by now
    /// @throws IOException if such a file is not there any more or was replaced, or the new one cannot be written
    public void save(Path file) throws IOException {
        model.checkOpen();
        ModelSaving.check(files, info);
        fingerprint(); // of what was loaded
        ModelSaving.save(files, overrides, file);
    }

    /// Throws unless the model continues text by a plain decoder.
    void checkGenerates() {
        model.checkOpen();
        if (!info.generatesText())
            throw new UnsupportedOperationException("model %s (%s) does not continue text: it has no plain decoder"
                    .formatted(info.name(), info.architecture()));
    }

    /// Returns what an adapter has to fit. Read from the model's files the first time.
    private synchronized BaseModel base() {
        BaseModel known = base;
        if (known != null) return known;
        BaseModel read = BaseModel.read(files, info.architecture(), vocabulary.size());
        base = read;
        return read;
    }

    /// Returns a template that writes this model's tokens where texts begin and end, unless it was told others by
    /// [ChatTemplate#withVariable].
    public ChatTemplate fitted(ChatTemplate template) {
        return templates.ofModel(template);
    }

    /// Opens a sequence for what is computed beside a session.
    HostedSequence openSequence(SessionOptions options) {
        return model.openSequence(options.resolvedFor(info)::writeTo);
    }

    /// Opens an engine for what is computed beside the sessions of another.
    HostedEngine openEngine(EngineOptions options) {
        return model.openEngine(options::writeTo, options.parameters("beside"));
    }

    List<Path> files() {
        return files;
    }

    /// Returns what tells this model from others, also from those of the same shape. Read from its files the first time.
    synchronized String fingerprint() {
        String known = fingerprint;
        if (known != null) return known;
        try {
            String read = ModelFingerprint.of(files, overrides);
            fingerprint = read;
            return read;
        } catch (IOException failure) {
            throw new UncheckedIOException("the model's file cannot be read any more", failure);
        }
    }

    /// Frees the weights. Closing twice does nothing.
    ///
    /// @throws IllegalStateException while sessions, adapters or others are open or another thread is in a call; nothing is
    ///     freed then
    @Override
    public void close() {
        model.close();
    }

    @Override
    public String toString() {
        return "Model[%s]".formatted(info.description());
    }
}
