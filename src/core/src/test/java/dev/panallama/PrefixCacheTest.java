package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an engine keeps of sessions that are gone.
final class PrefixCacheTest {
    private static final SessionOptions SESSION = TinyEngines.SESSION.withContextLength(512);
    private static final EngineOptions OPTIONS = EngineOptions.defaults()
            .withSlots(1)
            .withSession(SESSION)
            .withMicroBatchSize(64)
            .withLease(Duration.ZERO);

    private static Model model;

    @TempDir
    Path folder;

    @BeforeAll
    static void load() {
        model = Model.load(TinyModels.llama());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static int[] prompt(long seed) {
        return new Random(seed).ints(200, 3, model.vocabulary().size()).toArray();
    }

    private static String generated(Session session, int... prompt) {
        session.append(prompt);
        return session.generate(Sampler.greedy(), 8).text();
    }

    private static String inEngine(Engine engine, int... prompt) {
        try (var session = engine.session()) {
            return generated(session, prompt);
        }
    }

    private static String alone(int... prompt) {
        try (var session = model.session(SESSION)) {
            return generated(session, prompt);
        }
    }

    private EngineOptions stored() {
        return OPTIONS.withPrefixCache(PrefixCacheOptions.defaults().withFolder(folder.resolve("prefixes")));
    }

    private List<Path> files() throws IOException {
        try (var all = Files.list(folder.resolve("prefixes"))) {
            return all.sorted().toList();
        }
    }

    @Test
    void a_beginning_survives_the_engine() throws IOException {
        try (var engine = model.engine(stored())) {
            inEngine(engine, prompt(1));
        }
        assertEquals(1, files().size());
        try (var engine = model.engine(stored())) {
            int[] longer = IntStream.concat(Arrays.stream(prompt(1)), IntStream.of(5, 6, 7)).toArray();
            assertEquals(alone(longer), inEngine(engine, longer));
            assertEquals(200, engine.statistics().reused().fromDisk());
        }
    }

    @Test
    void nobody_but_its_user_can_read_it() throws IOException {
        try (var engine = model.engine(stored())) {
            inEngine(engine, prompt(1));
        }
        assertEquals("rwx------", permissions(folder.resolve("prefixes")));
        assertEquals("rw-------", permissions(files().getFirst()));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void a_damaged_file_is_as_if_it_were_not_there() throws IOException {
        try (var engine = model.engine(stored())) {
            inEngine(engine, prompt(1));
        }
        byte[] whole = Files.readAllBytes(files().getFirst());
        for (int seed = 0; seed < 40; seed++) {
            byte[] damaged = whole.clone();
            if (seed % 4 == 0) damaged = Arrays.copyOf(damaged, new Random(seed).nextInt(damaged.length));
            else damaged[new Random(seed).nextInt(damaged.length)] ^= (byte) (1 << seed % 8);
            for (Path old : files()) Files.delete(old);
            Files.write(folder.resolve("prefixes").resolve("damaged.prefix"), damaged);
            try (var engine = model.engine(stored())) {
                assertEquals(alone(prompt(1)), inEngine(engine, prompt(1)), "seed " + seed);
                assertEquals(0, engine.statistics().reused().fromDisk(), "seed " + seed);
            }
        }
    }

    @Test
    void engines_of_another_kind_do_not_use_it() throws IOException {
        try (var engine = model.engine(stored())) {
            inEngine(engine, prompt(1));
        }
        var halves = SESSION.withKvCache(KvCacheOptions.defaults());
        try (var engine = model.engine(stored().withSession(halves))) {
            inEngine(engine, prompt(1));
            assertEquals(0, engine.statistics().reused().fromDisk());
        }
        assertEquals(2, files().size());
    }

    @Test
    void what_is_kept_stays_within_its_limits() throws IOException {
        long one;
        try (var engine = model.engine(OPTIONS)) {
            inEngine(engine, prompt(0));
            inEngine(engine, prompt(1));
            one = engine.statistics().cacheBytes();
        }
        var cache = PrefixCacheOptions.defaults()
                .withMemoryBytes(2 * one)
                .withFolder(folder.resolve("prefixes"))
                .withFolderBytes(3 * one + 10_000);
        try (var engine = model.engine(OPTIONS.withPrefixCache(cache))) {
            for (int seed = 0; seed < 10; seed++) inEngine(engine, prompt(seed));
            assertTrue(engine.statistics().cacheBytes() <= 2 * one, engine.statistics()::toString);
            assertEquals(alone(prompt(9)), inEngine(engine, prompt(9)));
            assertEquals(alone(prompt(5)), inEngine(engine, prompt(5))); // from disk by now
            assertTrue(engine.statistics().reused().fromDisk() > 100, engine.statistics()::toString);
        }
        long bytes = 0;
        for (Path file : files()) bytes += Files.size(file);
        assertTrue(bytes <= 3 * one + 10_000, "%,d of %,d".formatted(bytes, 3 * one));
    }

    @Test
    void nothing_is_kept_where_that_is_not_wanted() {
        var nothing = PrefixCacheOptions.defaults().withMemoryBytes(0);
        try (var engine = model.engine(OPTIONS.withPrefixCache(nothing))) {
            for (int i = 0; i < 3; i++) inEngine(engine, prompt(i % 2));
            assertEquals(0, engine.statistics().cacheBytes());
            assertEquals(0, engine.statistics().reused().total());
        }
    }

    @Test
    void a_file_of_another_prompt_gives_nothing_away() {
        try (var engine = model.engine(stored())) {
            inEngine(engine, prompt(1));
        }
        try (var engine = model.engine(stored())) {
            assertEquals(alone(prompt(2)), inEngine(engine, prompt(2)));
            assertEquals(0, engine.statistics().reused().total());
            int[] half = Arrays.copyOf(prompt(1), 100);
            assertEquals(alone(half), inEngine(engine, half));
            assertEquals(99, engine.statistics().reused().fromDisk());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemma3", "mamba", "jamba"})
    void a_memory_that_cannot_be_cut_goes_on_from_a_checkpoint(String family) {
        Path file = switch (family) {
            case "gemma3" -> TinyModels.gemma3();
            case "mamba" -> TinyModels.mamba();
            default -> TinyModels.jamba();
        };
        var session = SESSION.withContextLength(1024);
        try (var other = Model.load(file, ModelOptions.defaults().withGpuLayers(0));
                var engine = other.engine(OPTIONS.withSession(session));
                var first = engine.session()) {
            int[] prompt = new Random(1).ints(600, 3, other.vocabulary().size()).toArray();
            String answer = generated(first, prompt);
            long before = engine.statistics().computedTokens();
            first.rewind(600);
            assertEquals(answer, first.generate(Sampler.greedy(), 8).text());
            assertTrue(engine.statistics().computedTokens() - before < 30, engine.statistics()::toString);

            int[] alike = Arrays.copyOf(prompt, 560); // has the first 512 tokens in common with what was kept there
            before = engine.statistics().computedTokens();
            try (var second = engine.session(); var alone = other.session(session)) {
                assertEquals(generated(alone, alike), generated(second, alike));
            }
            assertTrue(engine.statistics().computedTokens() - before < 80, engine.statistics()::toString);
        }
    }
}
