package dev.panallama.fuzz;

import dev.panallama.Adapters;
import dev.panallama.ControlVector;
import dev.panallama.Generation;
import dev.panallama.GenerationOptions;
import dev.panallama.KvCacheOptions;
import dev.panallama.LoraAdapter;
import dev.panallama.Model;
import dev.panallama.ModelOptions;
import dev.panallama.Session;
import dev.panallama.SessionOptions;
import dev.panallama.TinyLora;
import dev.panallama.TinyModels;
import dev.panallama.Token;
import dev.panallama.grammar.Grammar;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/// One model, with what is opened of it in a few places that any thread may fill, use and close at any moment. A call is refused
/// with an exception where it comes at a wrong moment, and the next one follows.
final class Calls implements AutoCloseable {
    /// How many places there are for each kind of thing.
    static final int PLACES = 4;

    /// The calls: each has the number of a place, and two more numbers.
    static final List<String> NAMES = List.of("open", "open", "append", "append", "append", "generate", "generate",
            "begin", "next", "next",
            "leave", "fork", "fork", "rewind", "clear", "save", "restore", "restore", "load-adapter", "adapt", "adapt",
            "steer", "plain",
            "close-adapter", "recompute", "logits", "hidden", "warm-up", "threads", "cancel", "close", "close",
            "tokens", "read-model",
            "tokenize", "score", "close-model", "exchange", "forget", "gc");
    static final List<Supplier<Path>> MODELS = List.of(TinyModels::llama, TinyModels::mamba, TinyModels::jamba,
            TinyModels::gemma3,
            TinyModels::gpt2, TinyModels::oneLayer, TinyModels::mixtureOfExperts);

    private static final Map<Path, Path> LORAS = new ConcurrentHashMap<>();
    private static final SessionOptions PLAIN = OpenModels.OPTIONS.withContextLength(64);
    private static final List<SessionOptions> OPTIONS = List.of(PLAIN, PLAIN.withForks(2), PLAIN.withContextShift(3),
            PLAIN.withForks(1).withKvCache(KvCacheOptions.defaults().withShared(false)));
    private static final Grammar LETTERS = Grammar.gbnf("root ::= [a-z ]*");

    private final Model model;
    private final Path lora;
    private final AtomicReferenceArray<Session> sessions = new AtomicReferenceArray<>(PLACES);
    private final AtomicReferenceArray<Generation> generations = new AtomicReferenceArray<>(PLACES);
    private final AtomicReferenceArray<Iterator<Token>> tokens = new AtomicReferenceArray<>(PLACES);
    private final AtomicReferenceArray<LoraAdapter> adapters = new AtomicReferenceArray<>(PLACES);
    private final AtomicReferenceArray<byte[]> states = new AtomicReferenceArray<>(PLACES);

    Calls(int file) {
        Path path = MODELS.get(file).get();
        model = Model.load(path, ModelOptions.defaults().withGpuLayers(0));
        lora = LORAS.computeIfAbsent(path, Calls::lora);
    }

    private static Path lora(Path model) {
        try {
            Path file = Files.createTempFile("lora", ".gguf");
            file.toFile().deleteOnExit();
            return TinyLora.random(model, 1, 4, "output.*").write(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Returns a call made up.
    static Step step(Dice dice) {
        return Step.of(dice.of(NAMES), dice.below(PLACES), dice.oneIn(20) ? dice.anyInt() : dice.below(40),
                dice.below(8));
    }

    /// Makes a call. What is missing is no fault.
    void make(Step step) throws IOException {
        int place = step.number(0);
        int number = step.number(1);
        int other = step.number(2) % PLACES;
        switch (step.name()) {
            case "open" -> put(sessions, place, model.session(OPTIONS.get(other)));
            case "load-adapter" -> put(adapters, place, model.loadAdapter(lora));
            case "close-adapter" -> close(adapters.get(place));
            case "close-model" -> model.close();
            case "read-model" -> model.info().toString();
            case "tokenize" ->
                model.vocabulary().detokenize(model.vocabulary().tokenize("hello ".repeat(1 + (number & 63))));
            case "score" -> {
                try (var scorer = model.scorer(PLAIN)) {
                    scorer.score("hello", "world");
                }
            }
            case "next" -> next(place, 1 + (number & 3));
            case "leave" -> close(generations.get(place));
            case "gc" -> System.gc(); // frees what is forgotten
            default -> {
                Session session = sessions.get(place);
                if (session != null) make(step, session, place, number, other);
            }
        }
    }

    private void make(Step step, Session session, int place, int number, int other) throws IOException {
        switch (step.name()) {
            case "append" -> session.append(ids(number));
            case "generate" ->
                session.generate(Sampler.defaults().withSeed(number), options(other, 1 + (number & 15))).text();
            case "begin" -> begin(session, place, options(other, 1 + (number & 15)));
            case "fork" -> put(sessions, other, session.fork());
            case "rewind" -> session.rewind(number);
            case "clear" -> session.clear();
            case "save" -> states.set(other, session.save());
            case "restore" -> restore(session, other);
            case "adapt" -> adapt(session, other, number);
            case "steer" -> session.adapters(Adapters.of(ControlVector.of(Map.of(1, vector(number)))));
            case "plain" -> session.adapters(Adapters.none());
            case "recompute" -> session.recompute();
            case "logits" -> session.logits();
            case "hidden" -> session.hiddenState(vector(1));
            case "warm-up" -> session.warmUp();
            case "threads" -> session.threads(1, 1);
            case "cancel" -> session.cancel();
            case "close" -> session.close();
            case "tokens" -> session.tokens();
            case "forget" -> sessions.compareAndSet(place, session, null);
            case "exchange" -> put(sessions, other, sessions.getAndSet(place, null));
            default -> throw new AssertionError(step);
        }
    }

    private static int[] ids(int number) {
        var ids = new int[number >= 0 && number < 200 ? number : 1];
        Arrays.setAll(ids, it -> number < 0 || number >= 200 ? number : 3 + (number * 31 + it * 17) % 240);
        return ids;
    }

    private static float[] vector(int number) {
        var vector = new float[64];
        Arrays.fill(vector, number % 8);
        return vector;
    }

    private static GenerationOptions options(int kind, int count) {
        GenerationOptions plain = GenerationOptions.defaults().withMaxTokens(count);
        return switch (kind) {
            case 0 -> plain.withEndsWithModel(false);
            case 1 -> plain.withGrammar(LETTERS);
            case 2 -> plain.withLogProbabilities(3);
            default -> plain.withStopStrings("the");
        };
    }

    private void begin(Session session, int place, GenerationOptions options) {
        Generation generation = session.generate(Sampler.greedy(), options);
        generations.set(place, generation);
        tokens.set(place, generation.iterator());
    }

    private void next(int place, int count) {
        Iterator<Token> left = tokens.get(place);
        for (int i = 0; i < count && left != null && left.hasNext(); i++) left.next();
    }

    private void restore(Session session, int place) {
        byte[] state = states.get(place);
        if (state != null) session.restore(state);
    }

    private void adapt(Session session, int place, int number) {
        LoraAdapter adapter = adapters.get(place);
        if (adapter != null) session.adapters(session.adapters().with(adapter, number % 5));
    }

    /// Puts something into a place; what was there is closed.
    private static <T extends AutoCloseable> void put(AtomicReferenceArray<T> places, int place, T opened) {
        close(places.getAndSet(place, opened));
    }

    private static void close(AutoCloseable opened) {
        try {
            if (opened != null) opened.close();
        } catch (IllegalStateException _) { // it is in use: a cleaner closes it in the end
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    /// Closes everything in order. If that is refused, something is left over that should not be.
    @Override
    public void close() {
        for (int i = 0; i < PLACES; i++) close(generations.get(i));
        for (int i = 0; i < PLACES; i++) if (sessions.get(i) != null) sessions.get(i).close();
        for (int i = 0; i < PLACES; i++) if (adapters.get(i) != null) adapters.get(i).close();
        close(model);
    }
}
