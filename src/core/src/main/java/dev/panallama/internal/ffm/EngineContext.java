package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.panallama.internal.engine.BatchContext;
import dev.panallama.internal.engine.Grants;
import dev.panallama.internal.engine.TokenChooser;
import dev.panallama.internal.host.AdapterSet;
import dev.panallama.internal.host.ContextParameters;
import dev.panallama.internal.host.NativeBuffer;
import dev.panallama.internal.host.SamplerSettings;
import dev.panallama.internal.host.SequenceState;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The context of an engine: a sequence for each slot, a batch for all of them, and what chooses their tokens. Buffers are
/// allocated once.
final class EngineContext implements ContextUse, BatchContext, Grants {
    private static final int NOWHERE = -1;

    private final ContextHandle context;
    private final NativeVocabulary vocabulary;
    private final Memory memory;
    private final Batch batch;
    private final Logits logits;
    private final int slots;
    private final int cells;
    private final int longest;
    private final int[] outputs; // where in the batch the first output of a slot is, or NOWHERE
    private final int mostOutputs;
    private int outputCount;
    private final Set<TokenSampler> samplers = new HashSet<>();

    /// @param longest the most tokens of a sequence, or 0 for as many as there are cells
    EngineContext(NativeModel model, Consumer<ContextParameters> settings, int longest) {
        vocabulary = model.vocabulary();
        context = new ContextHandle(model, settings);
        try {
            ContextStruct params = context.params();
            slots = params.sequences();
            mostOutputs = params.outputs();
            cells = Math.toIntExact(params.cells());
            this.longest = longest == 0 ? context.contextLength() : Math.min(longest, context.contextLength());
            memory = new Memory(context.pointer(), model, params);
            batch = new Batch(context.arena(), context.batchSize());
            logits = new Logits(context.pointer(), context.arena(), vocabulary.size(), slots);
            outputs = new int[slots];
        } catch (Throwable failure) {
            context.close();
            throw failure;
        }
    }

    @Override
    public int threads() {
        return context.threads().most();
    }

    @Override
    public AdapterSwitch adapters() {
        return context.adapters();
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public int cells() {
        return cells;
    }

    @Override
    public int outputs() {
        return mostOutputs;
    }

    @Override
    public List<NativeBuffer> buffers() {
        return context.buffers();
    }

    @Override
    public int contextLength() {
        return longest;
    }

    @Override
    public int batchSize() {
        return context.batchSize();
    }

    @Override
    public int microBatchSize() {
        return context.microBatchSize();
    }

    @Override
    public int logitCount() {
        return vocabulary.size();
    }

    @Override
    public int generationThreads() {
        return context.threads().forTokens();
    }

    @Override
    public int promptThreads() {
        return context.threads().forPrompts();
    }

    @Override
    public SequenceState readState(InputStream in, long size) throws IOException {
        return NativeState.read(in, size);
    }

    @Override
    public void begin(Object user) {
        context.adapters().use(user);
        batch.clear();
        outputCount = 0;
        Arrays.fill(outputs, NOWHERE);
    }

    @Override
    public void add(int slot, int[] ids, int from, int to, int wanted) {
        batch.add(slot, ids, from, to, from);
        logits.forget(slot);
        if (wanted == 0) return;
        outputCount += wanted;
        if (outputCount > outputs())
            throw new IllegalArgumentException(
                    "%d tokens with logits are more than %d".formatted(outputCount, outputs()));
        outputs[slot] = batch.size() - wanted;
        batch.outputsFrom(outputs[slot]);
    }

    @Override
    public void select(int slot, int output) {
        if (outputs[slot] == NOWHERE) throw new IllegalStateException("the slot has no output");
        logits.decoded(slot, outputs[slot] + output);
    }

    @Override
    public void takeBack(int slot, int position) {
        memory.takeBack(slot, position);
    }

    @Override
    public boolean canTakeBack() {
        return memory.canTakeBack();
    }

    @Override
    public Outcome decode(BooleanSupplier stop) {
        logits.beforeDecode();
        int code = context.decode(batch.segment(), batch.size() > slots ? stop : null);
        Status.Decode outcome = Status.Decode.of(code);
        memory.decoded(outcome);
        if (code == 1) return Outcome.NO_ROOM;
        if (code == 2) return Outcome.STOPPED;
        Status.checkDecode(code, batch.size());
        for (int slot = 0; slot < slots; slot++) if (outputs[slot] >= 0) logits.decoded(slot, outputs[slot]);
        return Outcome.DONE;
    }

    @Override
    public int truncate(int slot, int position) {
        memory.truncate(slot, position);
        logits.forget(slot);
        return memory.length(slot);
    }

    @Override
    public int copy(int from, int to, int count) {
        logits.forget(to);
        memory.truncate(to, 0);
        memory.copy(from, to, count);
        memory.truncate(to, count);
        return memory.length(to);
    }

    @Override
    public boolean cuts() {
        return memory.cuts();
    }

    @Override
    public boolean copiesParts() {
        return memory.copiesParts();
    }

    @Override
    public boolean hasLogits(int slot) {
        return logits.isThere(slot);
    }

    @Override
    public void logits(int slot, float[] target) {
        MemorySegment.copy(row(slot), JAVA_FLOAT, 0, target, 0, logitCount());
        for (int id = 0; id < logitCount(); id++) Status.checkLogit(target[id], id);
    }

    @Override
    public void restoreLogits(int slot, float[] row) {
        try (var scratch = Arena.ofConfined()) {
            logits.set(slot, scratch.allocateFrom(JAVA_FLOAT, row));
        }
    }

    @Override
    public void hiddenState(Object user, int slot, int[] ids, int position, float[] target, int width) {
        context.checkUnpooled();
        context.wantEmbeddings(true);
        try {
            begin(user);
            add(slot, ids, position, position + 1, 1);
            if (decode(() -> false) != Outcome.DONE) Status.checkDecode(1, 1);
            MemorySegment.copy(context.lastEmbedding(), JAVA_FLOAT, 0, target, 0, width);
        } finally {
            context.wantEmbeddings(false);
        }
    }

    @Override
    public void adapters(Object user, AdapterSet adapters) {
        context.adapters().want(user, adapters);
    }

    @Override
    public TokenChooser chooser(SamplerSettings settings) {
        var sampler = new TokenSampler(
                vocabulary, settings.stages(), settings.logProbabilities(), settings.filter());
        samplers.add(sampler);
        try {
            for (int id : settings.history()) sampler.accept(id);
            return sampler;
        } catch (RuntimeException failure) {
            free(sampler);
            throw failure;
        }
    }

    @Override
    public void free(TokenChooser chooser) {
        if (chooser instanceof TokenSampler sampler && samplers.remove(sampler)) sampler.free();
    }

    @Override
    public int choose(int slot, TokenChooser chooser) {
        return ((TokenSampler) chooser).choose(row(slot));
    }

    @Override
    public boolean ends(int id) {
        return vocabulary.isEndOfGeneration(id);
    }

    @Override
    public SequenceState state(int slot) {
        return memory.state(slot);
    }

    @Override
    public boolean restore(int slot, SequenceState state, int tokens) {
        logits.forget(slot);
        return memory.restore(slot, (NativeState) state, tokens);
    }

    @Override
    public void threads(int generation, int prompt) {
        if (Math.max(generation, prompt) > 1) NativeThread.currentMayHaveWorkers();
        context.threads().fix(generation, prompt);
    }

    private MemorySegment row(int slot) {
        MemorySegment row = logits.of(slot);
        if (row.equals(MemorySegment.NULL)) throw new IllegalStateException("no logits were computed");
        return row;
    }

    @Override
    public void close() {
        samplers.forEach(TokenSampler::free);
        samplers.clear();
        context.close();
    }
}
