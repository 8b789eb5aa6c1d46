package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.grammar.Grammar;
import dev.panallama.sampler.Choice;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A model in a worker process does what one in this process does.
final class IsolationTest {
    private static final SessionOptions OPTIONS = SessionOptions.defaults().withThreads(1).withContextLength(256);
    private static final String PROMPT = "The best thing about the sea is";

    private static Model here;
    private static Model apart;

    @TempDir
    private Path folder;

    @BeforeAll
    static void load() {
        here = Model.load(TestModels.smolLm2());
        apart = Model.load(TestModels.smolLm2(), ModelOptions.defaults().isolated());
    }

    @AfterAll
    static void close() {
        apart.close();
        here.close();
    }

    /// Does the same in both, and compares.
    private static <T> void same(Function<Model, T> work) {
        assertEquals(work.apply(here), work.apply(apart));
    }

    @Test
    void a_model_says_the_same_of_itself_and_of_its_vocabulary() {
        same(Model::info);
        same(Model::memory);
        same(it -> it.vocabulary().kind());
        same(it -> it.vocabulary().beginningOfText());
        for (int id : new int[]{0, 1, 100, 40_000, 49_151}) {
            same(it -> it.vocabulary().text(id));
            same(it -> it.vocabulary().rawText(id));
            same(it -> it.vocabulary().attributes(id));
            same(it -> it.vocabulary().score(id));
            same(it -> it.vocabulary().isEndOfGeneration(id));
            assertArrayEquals(here.vocabulary().piece(id), apart.vocabulary().piece(id));
        }
        String text = "Grüße, 🌊 and \ud800 <|im_end|>";
        assertArrayEquals(here.vocabulary().tokenize(text, true, true), apart.vocabulary().tokenize(text, true, true));
        same(it -> it.vocabulary().detokenize(it.vocabulary().tokenize(text)));
    }

    static Stream<Sampler> samplers() {
        return Stream.of(
                Sampler.greedy(),
                Sampler.defaults().withSeed(1),
                Sampler.of(new Stage.Penalties(64, 1.3f, 0.1f, 0.1f), new Stage.Dry(0.8f, 1.75f, 2, 64, List.of("\n")),
                        new Stage.LogitBias(Map.of(10, -5f)), new Stage.TopNSigma(2), new Stage.TopK(60),
                        new Stage.Typical(0.9f), new Stage.Xtc(0.5f, 0.1f), new Stage.DynamicTemperature(1, 0.5f, 1))
                        .withSeed(2),
                Sampler.defaults().with(new Choice.Mirostat2(5, 0.1f)).withSeed(3),
                Sampler.defaults().with(new Choice.AdaptiveP(0.5f, 0.9f)).withSeed(4));
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void a_seed_gives_the_same_text(Sampler sampler) {
        same(model -> text(model, sampler, GenerationOptions.defaults().withMaxTokens(24)));
    }

    @Test
    void a_grammar_and_a_stage_of_the_program_are_asked_here() {
        var choices = Grammar.gbnf("root ::= \" [\" [0-9]+ (\", \" [0-9]+)* \"]\"");
        var options = GenerationOptions.defaults().withMaxTokens(24).withGrammar(choices);
        same(model -> text(model, Sampler.defaults().withSeed(5), options));
        var evenOnly = new Stage.Custom(() -> candidates -> {
            candidates.sort();
            candidates.keepFirst(50);
            candidates.removeIf((id, _) -> id % 2 == 1);
            candidates.logit(0, candidates.logit(0) - 1);
        });
        same(model -> text(model, Sampler.defaults().with(evenOnly).withSeed(6),
                GenerationOptions.defaults().withMaxTokens(12)));
    }

    @Test
    void log_probabilities_are_the_same() {
        var options = GenerationOptions.defaults()
                .withMaxTokens(5)
                .withLogProbabilities(new LogProbabilityOptions(LogProbabilityOptions.When.BEFORE_SAMPLING, 4));
        same(model -> {
            try (var session = model.session(OPTIONS).append(PROMPT)) {
                var tokens = new ArrayList<Token>();
                session.generate(Sampler.greedy(), options).forEach(tokens::add);
                return tokens;
            }
        });
    }

    private static String text(Model model, Sampler sampler, GenerationOptions options) {
        try (var session = model.session(OPTIONS)) {
            return session.append(PROMPT).generate(sampler, options).text();
        }
    }

    @Test
    void forks_logits_and_hidden_states_are_the_same() {
        same(model -> {
            try (var session = model.session(OPTIONS.withForks(1)).append(PROMPT);
                    var shared = session.fork();
                    var copied = session.fork()) {
                float[] hidden = new float[model.info().shape().outputLength()];
                session.hiddenState(hidden);
                return List.of(floats(session.logits()), floats(hidden), shared.append(" blue").options(),
                        shared.generate(Sampler.greedy(), 6).text(), copied.generate(Sampler.greedy(), 6).text());
            }
        });
    }

    private static List<Float> floats(float[] array) {
        var list = new ArrayList<Float>();
        for (float it : array) list.add(it);
        return list;
    }

    @Test
    void a_session_saved_in_one_process_goes_on_in_another() throws IOException {
        byte[] saved;
        try (var session = here.session(OPTIONS).append(PROMPT)) {
            saved = session.save();
        }
        try (var session = apart.session(OPTIONS)) {
            session.restore(saved);
            String text = session.generate(Sampler.greedy(), 8).text();
            session.rewind(4);
            session.save(folder.resolve("session"));
            assertEquals(text(here, Sampler.greedy(), GenerationOptions.defaults().withMaxTokens(8)), text);
        }
        try (var session = here.session(OPTIONS)) {
            session.restore(folder.resolve("session"));
            assertEquals(4, session.position());
        }
    }

    @Test
    void adapters_scorers_and_embedders_compute_the_same() throws IOException {
        Path file = TinyLora.random(TinyModels.llama(), 1, 4, "blk.*").write(folder.resolve("lora.gguf"));
        try (var tinyHere = Model.load(TinyModels.llama());
                var tinyApart = Model.load(TinyModels.llama(), ModelOptions.defaults().isolated());
                var bertHere = Model.load(TinyModels.bert());
                var bertApart = Model.load(TinyModels.bert(), ModelOptions.defaults().isolated())) {
            assertEquals(adapted(tinyHere, file), adapted(tinyApart, file));
            assertEquals(scored(tinyHere), scored(tinyApart));
            assertEquals(embedded(bertHere), embedded(bertApart));
        }
    }

    private static List<Float> adapted(Model model, Path file) {
        try (var adapter = model.loadAdapter(file); var session = model.session(OPTIONS)) {
            session.adapters(Adapters.of(adapter)).append(300, 301, 302);
            assertThrows(IllegalStateException.class, adapter::close);
            assertThrows(IllegalStateException.class, model::close);
            List<Float> logits = floats(session.logits());
            session.adapters(Adapters.none());
            assertEquals("tiny adapter 1", adapter.info().name());
            return logits;
        }
    }

    private static Score scored(Model model) {
        try (var scorer = model.scorer(OPTIONS)) {
            return scorer.score("a b", " c d e");
        }
    }

    private static List<Float> embedded(Model model) {
        try (var embedder = model.embedder(EmbedderOptions.defaults().withThreads(1))) {
            return floats(embedder.embed("a b c").vector());
        }
    }

    @Test
    void what_a_stage_throws_reaches_the_caller_and_a_stage_cannot_use_its_session() {
        try (var session = apart.session(OPTIONS).append(PROMPT)) {
            var failing = new Stage.Custom(() -> _ -> {
                throw new ArithmeticException("mine");
            });
            var generation = session.generate(Sampler.greedy().with(failing), 3);
            assertEquals("mine", assertThrows(ArithmeticException.class, generation::text).getMessage());
            var own = new Stage.Custom(() -> _ -> session.append("x"));
            var reentrant = session.generate(Sampler.greedy().with(own), 3);
            assertInstanceOf(IllegalStateException.class, assertThrows(RuntimeException.class, reentrant::text));
            assertEquals(2, session.generate(Sampler.greedy(), 2).stream().count());
        }
    }

    @Test
    void misuse_is_answered_as_in_this_process() {
        for (Model model : List.of(here, apart)) {
            Session closed;
            try (var session = model.session(OPTIONS)) {
                assertThrows(IllegalArgumentException.class, () -> session.append(1_000_000));
                assertThrows(IllegalStateException.class, model::close);
                assertThrows(IllegalArgumentException.class,
                        () -> model.session(SessionOptions.defaults().withContextLength(1 << 24)));
                closed = session.append(PROMPT);
            }
            assertThrows(IllegalStateException.class, () -> closed.append("x"));
        }
    }

    @Test
    void a_session_is_cancelled_from_another_thread() throws InterruptedException {
        try (var session = apart.session(OPTIONS).append(PROMPT)) {
            var generation = session.generate(Sampler.greedy(), 200);
            var tokens = generation.iterator();
            tokens.next();
            Thread other = Thread.ofVirtual().start(session::cancel);
            other.join();
            assertTrue(generation.stream().count() < 3);
            assertEquals(FinishReason.CANCELLED, generation.finishReason().orElseThrow());
            assertEquals(1, session.generate(Sampler.greedy(), 1).stream().count());
        }
    }
}
