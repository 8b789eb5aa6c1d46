package dev.panallama.internal.worker;

import dev.panallama.internal.ffm.NativeModel;
import dev.panallama.internal.host.AdapterSet;
import dev.panallama.internal.host.ContextParameters;
import dev.panallama.internal.host.ControlLayers;
import dev.panallama.internal.host.EngineParameters;
import dev.panallama.internal.host.HostedAdapter;
import dev.panallama.internal.host.HostedEncoder;
import dev.panallama.internal.host.HostedEngine;
import dev.panallama.internal.host.HostedMeter;
import dev.panallama.internal.host.HostedModel;
import dev.panallama.internal.host.HostedScorer;
import dev.panallama.internal.host.HostedVocabulary;
import dev.panallama.internal.host.ModelParameters;
import dev.panallama.internal.host.SequenceState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a worker does: one model, and what is open of it, by number. The values of a call are its [Operation], the number
/// of what it is for, and its arguments, in the order in which the methods of the `Remote` classes send them.
final class Service {
    private static final Object[] NOTHING = {};

    private final Map<Integer, Object> open = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private volatile @Nullable HostedModel model;

    /// Makes a call.
    ///
    /// @return its results
    @Nullable
    Object[] call(ServedCall call, Message it) throws IOException {
        return switch (Operation.of(it.integer(0))) {
            case LOAD -> load(call, it.list(1), it.list(2));
            case VOCABULARY -> new ServedVocabulary(vocabulary()).table();
            case TOKENIZE -> values((Object) vocabulary().tokenize(it.text(1), it.flag(2), it.flag(3)));
            case DETOKENIZE -> values((Object) vocabulary().detokenize(it.integers(1), it.flag(2), it.flag(3)));
            case CLOSE_MODEL -> done(model()::close);

            case LOAD_ADAPTER -> adapter(Path.of(it.text(1)));
            case CLOSE_ADAPTER -> closed(it, of(it, HostedAdapter.class)::close);

            case OPEN_SEQUENCE -> opened(new ServedSequence(model().openSequence(settings(it.list(1)))));
            case FORK -> opened(sequence(it).fork());
            case DECODE -> values(sequence(it).decode(it.integers(2), it.integer(3), it.flag(4)));
            case HIDDEN_STATE -> values(
                    (Object) sequence(it).hiddenState(it.integer(2), it.integer(3), it.integer(4)));
            case ADAPTERS -> done(() -> sequence(it).adapters(adapters(it)));
            case SAMPLER -> done(() -> sequence(it).sampler(call, it));
            case NEXT -> values(sequence(it).next(call, it.integers(2), it.integer(3), it.flag(4)));
            case NEXT_GUESSED -> values(
                    (Object) sequence(it).next(call, it.integers(2), it.integer(3), it.integer(4)));
            case LOG_PROBABILITIES -> sequence(it).logProbabilities();
            case TRUNCATE -> values(sequence(it).sequence().truncate(it.integer(2)));
            case SHIFT -> done(() -> sequence(it).sequence().shift(it.integer(2), it.integer(3)));
            case IS_SHIFTED -> values(sequence(it).sequence().isShifted());
            case LOGITS -> values((Object) sequence(it).sequence().logits());
            case RESTORE_LOGITS -> done(() -> sequence(it).sequence().restoreLogits(it.numbers(2)));
            case THREADS -> done(() -> sequence(it).sequence().threads(it.integer(2), it.integer(3)));
            case CLOSE_SEQUENCE -> closed(it, sequence(it).sequence()::close);

            case STATE -> state(sequence(it).sequence().state());
            case STATE_PART -> values((Object) of(it, SequenceState.class).part((long) it.value(2), it.integer(3)));
            case NEW_STATE -> {
                long size = (long) it.value(1);
                yield values(added(new ServedState(size)), size);
            }
            case STATE_WRITE -> done(() -> of(it, ServedState.class).add(it.bytes(3)));
            case RESTORE -> values(sequence(it).restore(of(it.integer(2), ServedState.class), it.integers(3)));
            case CLOSE_STATE -> closed(it, () -> {
                if (of(it, Object.class) instanceof SequenceState state) state.close();
            });

            case OPEN_ENGINE -> values(
                    added(model().openEngine(settings(it.list(1)), (EngineParameters) it.value(2))));
            case ENGINE_SEQUENCE -> opened(new ServedSequence(
                    of(it, HostedEngine.class).openSequence(it.integer(2), (long) it.value(3))));
            case ENGINE_FACTS -> values(of(it, HostedEngine.class).facts());
            case CLOSE_ENGINE -> closed(it, of(it, HostedEngine.class)::close);

            case OPEN_SCORER -> {
                HostedScorer scorer = model().openScorer(settings(it.list(1)));
                yield values(added(scorer), scorer.contextLength());
            }
            case SCORE -> values(of(it, HostedScorer.class).score(it.list(2), it.integer(3), it.integer(4)));
            case CLOSE_SCORER -> closed(it, of(it, HostedScorer.class)::close);

            case OPEN_ENCODER -> {
                HostedEncoder encoder = model().openEncoder(it.text(1), settings(it.list(2)));
                yield values(added(encoder), encoder.batchSize(), encoder.longestText());
            }
            case POOLED -> rows(of(it, HostedEncoder.class).pooled(it.list(2), it.integer(3)));
            case OF_TOKENS -> rows(of(it, HostedEncoder.class).ofTokens(it.integers(2)));
            case ENCODER_LOGITS -> rows(of(it, HostedEncoder.class).logits(it.list(2), it.integers(3)));
            case CLOSE_ENCODER -> closed(it, of(it, HostedEncoder.class)::close);

            case OPEN_METER -> values(added(model().openMeter(it.integer(1), it.integer(2), it.flag(3))));
            case MEASURE -> done(() -> of(it, HostedMeter.class).compute(it.integers(2), 0, it.integers(2).length));
            case SUMS -> values(of(it, HostedMeter.class).sums());
            case CLOSE_METER -> closed(it, of(it, HostedMeter.class)::close);

            case CANCEL, RESUME, REST -> throw new IllegalArgumentException("this is no call");
        };
    }

    /// Does what needs no thread and has no result.
    void cast(Message it) {
        if (!(open.get(it.integer(1)) instanceof ServedSequence served)) return;
        switch (Operation.of(it.integer(0))) {
            case CANCEL -> served.sequence().cancel();
            case RESUME -> served.sequence().resume();
            default -> served.sequence().rest();
        }
    }

    /// Returns why the object that a call was for can compute no more, or null if it can.
    @Nullable
    String loss(Message it) {
        if (it.values().length < 2 || !(it.values()[1] instanceof Integer id)) return null;
        try {
            switch (open.get(id)) {
                case ServedSequence served -> served.sequence().checkUsable();
                case HostedScorer scorer -> scorer.checkUsable();
                case HostedEncoder encoder -> encoder.checkUsable();
                case null, default -> {
                }
            }
            return null;
        } catch (IllegalStateException unusable) {
            return unusable.getMessage();
        }
    }

    private @Nullable Object[] load(ServedCall call, List<String> files, List<Object> settings) {
        HostedModel loaded = NativeModel.load(files.stream().map(Path::of).toList(),
                params -> Recording.replay(settings, ModelParameters.class, params),
                fraction -> Boolean.TRUE.equals(call.ask(Question.PROGRESS, fraction)));
        model = loaded;
        HostedVocabulary its = loaded.vocabulary();
        var served = new ServedVocabulary(its);
        return values(loaded.facts(), loaded.buffers(), its.size(), its.type(), served.specials(), served.adds(),
                its.suppressedTokens());
    }

    private @Nullable Object[] adapter(Path file) {
        HostedAdapter adapter = model().loadAdapter(file);
        return values(added(adapter), adapter.name(), adapter.invocationTokens(), adapter.metadata());
    }

    private AdapterSet adapters(Message it) {
        List<HostedAdapter> loras = Arrays.stream(it.integers(2)).mapToObj(id -> of(id, HostedAdapter.class)).toList();
        return new AdapterSet(loras, it.list(3), it.values()[4] instanceof ControlLayers control ? control : null);
    }

    private @Nullable Object[] opened(ServedSequence served) {
        return served.opened(added(served));
    }

    private @Nullable Object[] state(SequenceState state) {
        return values(added(state), state.size());
    }

    private static Consumer<ContextParameters> settings(List<Object> recorded) {
        return params -> Recording.replay(recorded, ContextParameters.class, params);
    }

    private int added(Object object) {
        int id = numbers.incrementAndGet();
        open.put(id, object);
        return id;
    }

    private HostedModel model() {
        HostedModel loaded = model;
        if (loaded == null) throw new IllegalStateException("no model is loaded");
        return loaded;
    }

    private HostedVocabulary vocabulary() {
        return model().vocabulary();
    }

    private ServedSequence sequence(Message it) {
        return of(it, ServedSequence.class);
    }

    private <T> T of(Message it, Class<T> type) {
        return of(it.integer(1), type);
    }

    private <T> T of(int id, Class<T> type) {
        Object object = open.get(id);
        if (!type.isInstance(object)) throw new IllegalStateException("number %d is closed".formatted(id));
        return type.cast(object);
    }

    private @Nullable Object[] closed(Message it, Runnable close) {
        close.run();
        open.remove(it.integer(1));
        return NOTHING;
    }

    private static @Nullable Object[] done(Runnable work) {
        work.run();
        return NOTHING;
    }

    private static @Nullable Object[] values(@Nullable Object... values) {
        return values;
    }

    private static @Nullable Object[] rows(float[][] rows) {
        return values(List.of(rows));
    }
}
