package dev.panallama.internal.worker;

import dev.panallama.error.WorkerDiedException;
import dev.panallama.internal.host.ContextParameters;
import dev.panallama.internal.host.EngineParameters;
import dev.panallama.internal.host.HostedAdapter;
import dev.panallama.internal.host.HostedEncoder;
import dev.panallama.internal.host.HostedEngine;
import dev.panallama.internal.host.HostedMeter;
import dev.panallama.internal.host.HostedModel;
import dev.panallama.internal.host.HostedScorer;
import dev.panallama.internal.host.HostedSequence;
import dev.panallama.internal.host.HostedVocabulary;
import dev.panallama.internal.host.ModelFacts;
import dev.panallama.internal.host.ModelParameters;
import dev.panallama.internal.host.NativeBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A model in a worker process of its own, which ends with it. If the worker dies, or does not answer any more, the calls
/// in progress and all later ones get a `WorkerDiedException`.
public final class RemoteModel implements HostedModel, Calls.Caller {
    private final WorkerProcess process;
    private final Calls calls;
    private final String name;
    private final ModelFacts facts;
    private final List<NativeBuffer> buffers;
    private final RemoteVocabulary vocabulary;
    private final AtomicInteger children = new AtomicInteger();
    private volatile boolean closed;
    private volatile boolean abandoned;

    private RemoteModel(WorkerProcess process, Calls calls, List<Path> files, Message loaded) {
        this.process = process;
        this.calls = calls;
        name = String.valueOf(files.getFirst().getFileName());
        facts = (ModelFacts) loaded.value(0);
        buffers = loaded.list(1);
        vocabulary = new RemoteVocabulary(this, loaded);
    }

    /// Starts a worker and loads a model of one file there, or of the parts of one in order. Blocks until it is loaded,
    /// refused or cancelled; interrupting the caller cancels.
    ///
    /// @param settings fills the parameters of the load
    /// @param progress told how much is loaded, 0 to 1, on this thread; false cancels
    public static RemoteModel load(List<Path> files, Consumer<ModelParameters> settings, DoublePredicate progress) {
        return load(files, settings, progress, () -> Heartbeat.TICK);
    }

    /// @param tick says how many milliseconds pass between two looks whether a silent worker is still there
    static RemoteModel load(List<Path> files, Consumer<ModelParameters> settings, DoublePredicate progress,
            LongSupplier tick) {
        List<Object> recorded = Recording.of(ModelParameters.class, settings);
        List<String> paths = files.stream().map(it -> it.toAbsolutePath().toString()).toList();
        var process = WorkerProcess.start(String.valueOf(files.getFirst().getFileName()));
        try {
            var calls = new Calls(process, tick);
            Message loaded = calls.call(new Watch(progress), Operation.LOAD, paths, recorded);
            return new RemoteModel(process, calls, files, loaded);
        } catch (Throwable failure) {
            boolean given = process.isStopped();
            process.stop();
            if (given) throw new CancellationException("loading %s was cancelled".formatted(files.getFirst()));
            throw failure;
        }
    }

    /// Passes the progress of a load on.
    private record Watch(DoublePredicate progress) implements Calls.Caller {
        @Override
        public Object answer(Message question) {
            return progress.test((double) question.value(1));
        }

        @Override
        public long patience() {
            return 5; // a loader that does not end is no loss
        }
    }

    Calls calls() {
        return calls;
    }

    /// Whether the worker is alive, as far as is known at once.
    boolean isAlive() {
        return process.isAlive();
    }

    /// Throws why nothing can be computed any more, unless the worker is alive; waits until that is known.
    void checkAlive() {
        if (!process.isAlive()) throw process.death();
    }

    /// Calls an operation for the model.
    Message call(Operation operation, @Nullable Object... values) {
        checkOpen();
        return calls.call(this, operation, values);
    }

    void childOpened() {
        children.incrementAndGet();
    }

    void childClosed() {
        if (children.decrementAndGet() == 0 && abandoned) close();
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
    public HostedVocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public List<NativeBuffer> buffers() {
        return buffers;
    }

    @Override
    public HostedSequence openSequence(Consumer<ContextParameters> settings) {
        return new RemoteSequence(this, call(Operation.OPEN_SEQUENCE, recorded(settings)));
    }

    @Override
    public HostedEngine openEngine(Consumer<ContextParameters> settings, EngineParameters parameters) {
        return new RemoteEngine(this, call(Operation.OPEN_ENGINE, recorded(settings), parameters));
    }

    @Override
    public HostedScorer openScorer(Consumer<ContextParameters> settings) {
        return new RemoteScorer(this, call(Operation.OPEN_SCORER, recorded(settings)));
    }

    @Override
    public HostedEncoder openEncoder(String use, Consumer<ContextParameters> settings) {
        return new RemoteEncoder(this, use, call(Operation.OPEN_ENCODER, use, recorded(settings)));
    }

    @Override
    public HostedMeter openMeter(int chunkLength, int threads, boolean output) {
        return new RemoteMeter(this, call(Operation.OPEN_METER, chunkLength, threads, output));
    }

    @Override
    public HostedAdapter loadAdapter(Path file) {
        return new RemoteAdapter(this, call(Operation.LOAD_ADAPTER, file.toAbsolutePath().toString()));
    }

    private static List<Object> recorded(Consumer<ContextParameters> settings) {
        return Recording.of(ContextParameters.class, settings);
    }

    @Override
    public void checkOpen() {
        if (closed) throw new IllegalStateException("model %s is closed".formatted(name));
        checkAlive();
    }

    @Override
    public boolean isUsable() {
        return !closed && isAlive();
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        try {
            if (process.isAlive()) calls.call(this, Operation.CLOSE_MODEL);
        } catch (WorkerDiedException _) { // which is as good
        }
        closed = true;
        process.stop();
    }

    @Override
    public Runnable cleanUp() {
        return this::abandon;
    }

    /// Frees the model, or leaves that to the last of what is open: for owners that were forgotten.
    private void abandon() {
        abandoned = true;
        if (children.get() == 0) close();
    }
}
