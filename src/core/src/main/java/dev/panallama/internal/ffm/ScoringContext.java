package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.panallama.internal.host.ContextParameters;
import dev.panallama.internal.host.HostedScorer;
import dev.panallama.internal.host.TokenScores;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A context that computes many texts together and keeps the probabilities of their tokens. What the texts begin with
/// is in sequence 0; each text is a sequence of its own that shares it.
final class ScoringContext implements ContextUse {
    private static final int PARALLEL = 16; // texts, besides what they share
    private static final long OUTPUT_BYTES = 64 << 20; // of the logits that a batch can have

    /// A token whose logits come with the next batch, and what they are wanted for.
    private record Wanted(int row, TokenScores scores, int index, int id) {}

    private final ContextHandle context;
    private final Memory memory;
    private final Batch batch;
    private final int stride;
    private final int maxOutputs;
    private final int sequences;
    private final float[] logits;
    private final List<Wanted> wanted = new ArrayList<>();
    private int outputs; // of the batch
    private BooleanSupplier stop = () -> false;
    private ChosenProbabilities likeliest = new ChosenProbabilities(0);

    ScoringContext(NativeModel model, Consumer<? super ContextStruct> settings) {
        context = new ContextHandle(model, params -> {
            settings.accept(params);
            widen(params, model);
        });
        try {
            ContextStruct params = context.params();
            memory = new Memory(context.pointer(), model, params);
            batch = new Batch(context.arena(), context.batchSize());
            stride = context.stride();
            maxOutputs = params.outputs();
            sequences = params.sequences();
            logits = new float[model.vocabulary().size()];
        } catch (Throwable failure) {
            context.close();
            throw failure;
        }
    }

    /// A sequence for each text and one for what they share, in cells that all use, and many outputs in a batch.
    private static void widen(ContextStruct params, NativeModel model) {
        long row = JAVA_FLOAT.byteSize() * model.vocabulary().size();
        params.contextLength(Math.max(2, params.contextLength()))
                .batchSizes(Math.max(2, params.batchSize()), Math.max(2, params.microBatchSize()));
        int sequences = (int) Math.min(params.places(), 1 + PARALLEL);
        params.sequences(sequences, true)
                .outputs(Math.clamp(OUTPUT_BYTES / row, sequences, Math.max(sequences, params.batchSize())))
                .keepBeyondWindow(true);
    }

    @Override
    public int threads() {
        return context.threads().most();
    }

    @Override
    public AdapterSwitch adapters() {
        return context.adapters();
    }

    int contextLength() {
        return context.contextLength();
    }

    /// See [NativeScorer#score].
    List<TokenScores> score(List<HostedScorer.Text> texts, int shared, int alternatives, BooleanSupplier stop) {
        this.stop = stop;
        likeliest = new ChosenProbabilities(alternatives);
        List<TokenScores> scores = texts.stream().map(it -> new TokenScores(it.ids().length - it.from(), alternatives))
                .toList();
        try {
            if (shared > 0) computeShared(texts, shared, scores);
            for (int first = 0; first < texts.size();) {
                int count = together(texts, first, shared);
                for (int i = 0; i < count; i++) compute(1 + i, texts.get(first + i), shared, scores.get(first + i));
                flush();
                for (int i = 0; i < count; i++) memory.truncate(1 + i, 0);
                first += count;
            }
            return scores;
        } finally {
            reset();
        }
    }

    /// Returns how many texts from `first` on have a sequence each, and room for what they do not share.
    private int together(List<HostedScorer.Text> texts, int first, int shared) {
        int room = contextLength() - shared;
        int count = 0;
        while (count < sequences - 1 && first + count < texts.size()) {
            room -= texts.get(first + count).ids().length - shared;
            if (room < 0 && count > 0) break;
            count++;
        }
        return count;
    }

    /// The last of these tokens predicts what each text goes on with.
    private void computeShared(List<HostedScorer.Text> texts, int shared, List<TokenScores> scores) {
        add(0, texts.getFirst().ids(), 0, shared - 1);
        makeRoom(1);
        int row = append(0, texts.getFirst().ids(), shared - 1, shared);
        for (int i = 0; i < texts.size(); i++) {
            HostedScorer.Text it = texts.get(i);
            if (it.from() == shared && shared < it.ids().length) want(row, scores.get(i), 0, it.ids()[shared]);
        }
        flush();
    }

    private void compute(int sequence, HostedScorer.Text text, int shared, TokenScores scores) {
        int[] ids = text.ids();
        if (shared >= text.computed()) return; // what is shared has said all
        if (shared > 0) memory.copy(0, sequence);
        int firstWanted = Math.max(shared, text.from() - 1);
        add(sequence, ids, shared, firstWanted);
        for (int i = firstWanted; i < ids.length - 1; i++) {
            makeRoom(1);
            want(append(sequence, ids, i, i + 1), scores, i + 1 - text.from(), ids[i + 1]);
        }
        add(sequence, ids, ids.length - 1, text.computed());
    }

    /// Adds tokens whose logits nobody wants.
    private void add(int sequence, int[] ids, int from, int to) {
        for (int at = from; at < to;) {
            makeRoom(0);
            int end = Math.min(to, at + stride - batch.size());
            append(sequence, ids, at, end);
            at = end;
        }
    }

    private int append(int sequence, int[] ids, int from, int to) {
        batch.add(sequence, ids, from, to, from);
        return batch.size() - 1;
    }

    private void want(int row, TokenScores scores, int index, int id) {
        batch.output(row);
        outputs = wanted.isEmpty() || wanted.getLast().row() != row ? outputs + 1 : outputs;
        wanted.add(new Wanted(row, scores, index, id));
    }

    private void makeRoom(int newOutputs) {
        if (batch.size() == stride || outputs + newOutputs > maxOutputs) flush();
    }

    /// Computes the batch, and keeps what was wanted of it.
    private void flush() {
        if (batch.size() == 0) return;
        if (stop.getAsBoolean()) throw new CancellationException("cancelled while texts were scored");
        Status.checkDecode(context.decode(batch.segment(), stop), batch.size());
        for (int i = 0; i < wanted.size(); i = keep(i)) {}
        empty();
    }

    /// Keeps all that is wanted of one row.
    ///
    /// @return the first that is wanted of another
    private int keep(int first) {
        int row = wanted.get(first).row();
        MemorySegment computed = context.logits(row);
        MemorySegment.copy(computed, JAVA_FLOAT, 0, logits, 0, logits.length);
        int best = best();
        double logarithmOfSum = logarithmOfSum(logits[best]);
        likeliest.compute(logits, logarithmOfSum);
        int i = first;
        for (; i < wanted.size() && wanted.get(i).row() == row; i++) {
            Wanted it = wanted.get(i);
            it.scores().logProbabilities()[it.index()] = logits[it.id()] - logarithmOfSum;
            it.scores().likeliest()[it.index()] = logits[it.id()] == logits[best];
            likeliest.copy(it.scores().alternatives(), it.scores().alternativeLogProbabilities(), it.index());
        }
        return i;
    }

    private int best() {
        int best = 0;
        for (int id = 0; id < logits.length; id++) {
            Status.checkLogit(logits[id], id);
            if (logits[id] > logits[best]) best = id;
        }
        return best;
    }

    private double logarithmOfSum(float max) {
        double sum = 0;
        for (float logit : logits) sum += Math.exp(logit - max);
        return max + Math.log(sum);
    }

    /// Forgets everything, whatever has happened.
    private void reset() {
        empty();
        for (int sequence = 0; sequence < sequences; sequence++) memory.truncate(sequence, 0);
    }

    private void empty() {
        batch.clear();
        wanted.clear();
        outputs = 0;
    }

    @Override
    public void close() {
        context.close();
    }
}
