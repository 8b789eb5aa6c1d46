package dev.panallama;

import dev.panallama.chat.ChatPrompt;
import dev.panallama.error.ContextOverflowException;
import dev.panallama.error.SessionStateException;
import dev.panallama.grammar.TokenMatcher;
import dev.panallama.internal.Range;
import dev.panallama.internal.host.HostedModel;
import dev.panallama.internal.host.HostedSequence;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// One sequence of tokens with its KV cache: append to it, then generate.
///
/// A session serves one thread at a time: a call that computes or changes throws `IllegalStateException` while another
/// thread is in one, and after [#close]. [#cancel] may be called from any thread.
/// Virtual threads may use it; native code runs on a platform thread of the session's own. Sessions forked from each
/// other may be used by different threads; those that share a KV cache then take turns.
public final class Session implements AutoCloseable {
    private final Model model; // keeps the weights from being collected
    private @Nullable Engine engine; // kept from being collected too
    private final SessionOptions options;
    private final Sequence sequence;
    private final Speculator speculator;
    private final Turn turn = new Turn(this);
    private final Utf8Stream text;
    private Stopwatch stopwatch = new Stopwatch();
    private Adapters adapters = Adapters.none(); // keeps them from being collected
    private volatile @Nullable Generation running;

    Session(Model model, HostedModel nativeModel, SessionOptions options) {
        this(model, options.resolvedFor(model.info()), new Utf8Stream(),
                SessionOpening.open(model, nativeModel, options));
    }

    /// Opens a session of an engine.
    Session(Engine engine, Model model, SessionOptions options, Sequence sequence, Speculator speculator) {
        this(model, options, new Utf8Stream(), sequence, speculator);
        setEngine(engine);
    }

    private void setEngine(Engine owner) {
        engine = owner;
        stopwatch = new Stopwatch(owner.stopwatch());
    }

    private Session(Model model, SessionOptions options, Utf8Stream text, Sequence sequence) {
        this(model, options, text, sequence, SpeculatorOpening.open(model, options, sequence.memory()));
    }

    private Session(
            Model model, SessionOptions options, Utf8Stream text, Sequence sequence, Speculator speculator) {
        this.model = model;
        this.options = options;
        this.text = text;
        this.sequence = sequence;
        this.speculator = speculator;
        Model.CLEANER.register(this, sequence.memory().cleanUp());
        Model.CLEANER.register(this, speculator.cleanUp());
    }

    /// Returns the options with what was granted in place of what was asked for: numbers for
    /// [SessionOptions#AUTOMATIC], of threads the largest, a context length that llama.cpp has rounded up, batches that fit
    /// into it.
    public SessionOptions options() {
        HostedSequence memory = sequence.memory();
        return options.withContextLength(contextLength())
                .withBatchSizes(memory.batchSize(), memory.microBatchSize())
                .withThreads(memory.generationThreads())
                .withPromptThreads(memory.promptThreads());
    }

    /// Sets the number of compute threads from now on, also of forks that share the KV cache. It does not change by itself
    /// any more, as [SessionOptions#AUTOMATIC] does.
    ///
    /// @param generation for single tokens, 1 to the number of processors
    /// @param prompt for prompts, 1 to the number of processors
    /// @return this session
    public Session threads(int generation, int prompt) {
        Range.check("threads", generation, 1, Runtime.getRuntime().availableProcessors());
        Range.check("promptThreads", prompt, 1, Runtime.getRuntime().availableProcessors());
        try (var _ = use()) {
            sequence.memory().threads(generation, prompt);
            return this;
        }
    }

    /// Reads the weights into memory and prepares what computing needs, by computing a token that is forgotten again, so
    /// that the first answer does not wait for that. Does nothing where something has been computed.
    ///
    /// @return this session
    public Session warmUp() {
        try (var _ = use()) {
            sequence.warmUp(model.vocabulary().beginningOfText().orElse(0));
            return this;
        }
    }

    /// Returns how many tokens the session can hold: what was asked for or a little more, and less where the model
    /// looks positions up in a shorter table. Forks that share a KV cache can hold so many together.
    public int contextLength() {
        return sequence.memory().contextLength();
    }

    /// Returns what its KV cache and its computing take, by the name of the device: what llama.cpp has allocated for it, to
    /// two decimals of a MiB. Forks that share a KV cache have it together.
    public Map<String, MemoryUsage> memory() {
        return MemoryUsage.byDevice(sequence.memory().buffers());
    }

    /// Returns how many tokens it holds.
    public int position() {
        return sequence.length();
    }

    /// Returns a copy of the tokens that it holds.
    public int[] tokens() {
        return sequence.tokens();
    }

    /// Returns how long this session has computed so far.
    public Timings timings() {
        return stopwatch.timings();
    }

    /// Appends plain text: what looks like a special token stays text. The first text gets the token before it
    /// that the model wants there.
    ///
    /// @return this session
    /// @throws ContextOverflowException if the text does not fit; the session is unchanged
    /// @throws IllegalArgumentException if the text is longer than a million characters
    /// @throws CancellationException if [#cancel] was called meanwhile; the session is as before
    /// @throws dev.panallama.error.DecodeException if computing fails; the session is as before
    public Session append(String text) {
        return append(text, false);
    }

    /// Appends text as [#append(String)] does.
    ///
    /// @param parseSpecial whether text such as `<|im_end|>` becomes the special token of that name: for templates,
    ///     never for text of a user
    /// @return this session
    public Session append(String text, boolean parseSpecial) {
        try (var _ = begin()) {
            return compute(model.vocabulary().tokenize(text, sequence.length() == 0, parseSpecial));
        }
    }

    /// Appends a conversation, see [Vocabulary#tokenize(ChatPrompt)].
    ///
    /// @return this session
    /// @throws ContextOverflowException if it does not fit; the session is unchanged
    /// @throws CancellationException if [#cancel] was called meanwhile; the session is as before
    public Session append(ChatPrompt prompt) {
        return append(model.vocabulary().tokenize(prompt));
    }

    /// Appends tokens, and computes them.
    ///
    /// @return this session
    /// @throws ContextOverflowException if they do not fit; the session is unchanged
    /// @throws IllegalArgumentException if an id is not in the vocabulary
    /// @throws CancellationException if [#cancel] was called meanwhile; the session is as before
    /// @throws dev.panallama.error.DecodeException if computing fails; the session is as before
    public Session append(int... ids) {
        try (var _ = begin()) {
            model.vocabulary().check(ids);
            return compute(ids);
        }
    }

    /// Returns the adapters that are set.
    public Adapters adapters() {
        return adapters;
    }

    /// Sets the adapters that tokens are computed with from now on; the model is not loaded again. What the session
    /// holds stays as it was computed, but for its last token, so that what is generated next follows the new adapters.
    /// [#recompute] has all computed with them. A recurrent model, which cannot take back a token alone, computes all
    /// again by itself.
    ///
    /// An activated adapter (aLoRA) is active from where the last occurrence of its invocation in the prompt begins: the
    /// session looks for that at each append and rewind, and computes again what was computed otherwise.
    ///
    /// @return this session
    /// @throws IllegalArgumentException if an adapter was loaded for another model, or a control vector does not fit
    /// @throws IllegalStateException if an adapter is closed
    public Session adapters(Adapters adapters) {
        try (var _ = begin()) {
            adapters.check(model);
            if (adapters.equals(this.adapters)) return this;
            sequence.adapters(Activation.of(adapters, model.info()));
            this.adapters = adapters;
            return this;
        }
    }

    /// Computes all tokens again, with the adapters that are set now.
    ///
    /// @return this session
    /// @throws CancellationException if [#cancel] was called meanwhile; the rest is computed when it is needed
    /// @throws dev.panallama.error.DecodeException if computing fails
    public Session recompute() {
        try (var _ = begin()) {
            stopwatch.start();
            sequence.recompute(0);
            stopwatch.stopPrompt(sequence.length(), 0);
            return this;
        }
    }

    /// Generates until the model ends or the context is full, see [#generate(Sampler, GenerationOptions)].
    public Generation generate(Sampler sampler) {
        return generate(sampler, GenerationOptions.defaults());
    }

    /// Generates so many tokens at most, see [#generate(Sampler, GenerationOptions)].
    public Generation generate(Sampler sampler, int maxTokens) {
        return generate(sampler, GenerationOptions.defaults().withMaxTokens(maxTokens));
    }

    /// Starts to generate. Tokens are computed as they are asked for, and become part of the session.
    /// An earlier generation of this session ends here.
    ///
    /// @throws IllegalStateException if the session is empty and the model has no token that begins a text
    /// @throws dev.panallama.error.GrammarException if the grammar names a token that the model does not have
    public Generation generate(Sampler sampler, GenerationOptions options) {
        try (var _ = begin()) {
            if (sequence.length() == 0) addBeginning();
            TokenMatcher grammar = options.grammar()
                    .map(it -> it.matcher(model.vocabulary().trie()))
                    .orElse(null);
            sequence.memory().sampler(ChoiceSettings.of(sampler, options, grammar, sequence));
            var generation = new Generation(this, options, grammar);
            running = generation;
            return generation;
        }
    }

    /// Returns a copy of the logits of the last token: one number for each token of the vocabulary, the higher the
    /// likelier it comes next.
    ///
    /// @throws IllegalStateException if the session is empty
    public float[] logits() {
        var copy = new float[model.vocabulary().size()];
        logits(copy);
        return copy;
    }

    /// Copies the logits of the last token to the beginning of an array, which may be used again and again.
    ///
    /// @throws IllegalArgumentException if it is shorter than the vocabulary
    /// @throws IllegalStateException if the session is empty
    public void logits(float[] target) {
        Range.checkRoom(target, model.vocabulary().size());
        try (var _ = use()) {
            sequence.logits(target);
        }
    }

    /// Copies the hidden state of the last token, what the output layer makes the logits of, to the beginning of an array.
    /// The token is computed again for that; a recurrent model computes all of them again.
    ///
    /// @param target has room for [ModelInfo.Shape#outputLength] numbers
    /// @throws IllegalArgumentException if it is shorter
    /// @throws IllegalStateException if the session is empty
    /// @throws UnsupportedOperationException if the model makes one vector of all tokens: it is an embedding model
    public void hiddenState(float[] target) {
        int width = model.info().shape().outputLength();
        Range.checkRoom(target, width);
        try (var _ = begin()) {
            sequence.hiddenState(target, width);
        }
    }

    /// Takes the session back to an earlier position: the tokens after it are forgotten.
    ///
    /// @param position from 0 to [#position]
    public void rewind(int position) {
        try (var _ = begin()) {
            if (position < 0 || position > sequence.length())
                throw new IllegalArgumentException(
                        "position is %d: give 0 to %d".formatted(position, sequence.length()));
            text.reset();
            sequence.truncate(position);
        }
    }

    /// Forgets all tokens.
    public void clear() {
        rewind(0);
    }

    /// Opens a session that holds the same tokens, without computing them again. It shares the KV cache while the options
    /// have [forks][SessionOptions#withForks] left, and copies it otherwise. Both go on independently, with the same
    /// adapters at first, and are closed in any order.
    ///
    /// @throws dev.panallama.error.ContextCreationException if there is no memory for a copy
    public Session fork() {
        try (var _ = use()) {
            Sequence copy = sequence.fork();
            var fork = new Session(model, options, text.copy(), copy,
                    SpeculatorOpening.fork(speculator, copy.memory()));
            fork.adapters = adapters;
            if (engine != null) fork.setEngine(engine);
            return fork;
        }
    }

    /// Saves the session to a file, which is replaced only when all is written. See [#restore(Path)].
    public void save(Path file) throws IOException {
        try (var _ = use(); SavedSession saved = sequence.save(shape())) {
            SessionFile.write(file, saved);
        }
    }

    /// Returns the session as bytes: what [#save] writes to a file.
    public byte[] save() {
        try (var _ = use(); SavedSession saved = sequence.save(shape())) {
            return SessionFile.bytes(saved);
        }
    }

    /// Becomes the session that was saved to a file, by this program or another one, with the same model and the same
    /// options for the KV cache. Nothing is computed.
    ///
    /// @throws SessionStateException if the file is damaged, or of another model or other options; the session
    ///     is unchanged
    /// @throws IOException if it cannot be read
    public void restore(Path file) throws IOException {
        try (var _ = begin(); SavedSession saved = SessionFile.read(file, limits())) {
            restore(saved);
        }
    }

    /// Becomes the session that was saved as bytes, see [#restore(Path)].
    public void restore(byte[] bytes) {
        try (var _ = begin(); SavedSession saved = SessionFile.read(bytes, limits())) {
            restore(saved);
        }
    }

    /// Stops what the session is doing: [#append] throws `CancellationException` within a micro-batch, a
    /// generation ends after at most one token. Without anything under way this does nothing. Any thread may call.
    public void cancel() {
        sequence.memory().cancel();
        speculator.cancel();
        Generation generation = running;
        if (generation != null) generation.cancel();
    }

    /// Frees the session. Closing twice does nothing.
    ///
    /// @throws IllegalStateException while another thread is in a call; nothing is freed then
    @Override
    public void close() {
        try (var _ = turn.take()) {
            end(running);
            speculator.close();
            sequence.memory().close();
        }
    }

    /// Computes what is pending, chooses a token and keeps it, unless the generation has to end.
    @Nullable
    Token next(Generation generation) {
        try (var _ = turn.take()) {
            if (generation.isOver()) return null;
            sequence.memory().checkUsable();
            if (sequence.memory().isCancelled()) return generation.end(FinishReason.CANCELLED);
            if (sequence.isFull()) return generation.end(FinishReason.LENGTH);
            stopwatch.start();
            int id = speculator.next(sequence, generation);
            stopwatch.stopGeneration();
            if (generation.endsBefore(id) || model.vocabulary().isEndOfGeneration(id))
                return generation.end(FinishReason.STOP);
            Token token = token(id, generation.options().logProbabilities());
            sequence.add(id);
            if (!speculator.isAhead() && generation.isComplete()) generation.end(FinishReason.STOP);
            return token;
        } catch (CancellationException cancelled) {
            return generation.end(FinishReason.CANCELLED);
        } catch (ContextOverflowException full) { // by forks that share the KV cache
            return generation.end(FinishReason.LENGTH);
        }
    }

    /// Notes that a generation has ended: what others wait for comes first now.
    void rest() {
        sequence.memory().rest();
    }

    /// Takes back tokens that a generation added last, unless the session has gone on without it.
    void forgetLast(int count, Generation generation) {
        try (var _ = turn.take()) {
            if (generation == running) sequence.truncate(sequence.length() - count);
        }
    }

    private Token token(int id, LogProbabilityOptions wanted) {
        String added = text.add(model.vocabulary().sharedPiece(id));
        return wanted.when() == LogProbabilityOptions.When.NEVER
                ? new Token(id, added)
                : LogProbabilityOptions.token(id, added, sequence.memory().logProbabilities());
    }

    private Session compute(int[] ids) {
        text.reset();
        stopwatch.start();
        int before = sequence.found();
        sequence.append(ids);
        int found = sequence.found() - before;
        stopwatch.stopPrompt(ids.length - found, found);
        return this;
    }

    private void restore(SavedSession saved) {
        text.reset();
        if (!sequence.restore(saved))
            throw new SessionStateException(
                    "llama.cpp does not take the saved session: its KV cache is laid out otherwise, as by another back end or without flash attention");
    }

    private SavedSession.Limits limits() {
        return new SavedSession.Limits(
                shape(), contextLength(), model.vocabulary().size(), sequence.memory()::readState);
    }

    private SavedSession.Shape shape() {
        return new SavedSession.Shape(model.fingerprint(), options.shape());
    }

    private void addBeginning() {
        sequence.add(model.vocabulary().beginningOfText().orElseThrow(() -> new IllegalStateException(
                "the session is empty, and this model has no token to begin with: append a prompt first")));
    }

    /// Takes the turn for a call that changes the session and so ends the running generation.
    private Turn begin() {
        Turn taken = use();
        end(running);
        running = null;
        speculator.forget();
        return taken;
    }

    /// Takes the turn for a call. What was cancelled before is over.
    private Turn use() {
        Turn taken = turn.take();
        try {
            sequence.memory().checkUsable();
        } catch (RuntimeException unusable) {
            taken.close();
            throw unusable;
        }
        sequence.memory().resume();
        speculator.resume();
        sequence.takeBack();
        return taken;
    }

    private static void end(@Nullable Generation generation) {
        if (generation != null) generation.end(FinishReason.CANCELLED);
    }
}
