package dev.panallama.internal.ffm;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.panallama.LogitRows;
import dev.panallama.TestModels;
import dev.panallama.internal.host.SamplerStages;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SamplerChainTest {
    private static final Consumer<SamplerStages> GREEDY = SamplerStages::greedy;

    @TempDir
    private static Path folder;

    private static Path rows;

    @BeforeAll
    static void write_rows() throws Exception {
        rows = LogitRows.write(folder);
    }

    @Test
    void a_chain_that_chooses_not_at_all_or_twice_is_refused() throws Exception {
        try (var draws = new Draws(TestModels.smolLm2(), rows)) {
            assertThrows(IllegalStateException.class, () -> draws.sampler(_ -> {}));
            assertThrows(IllegalStateException.class, () -> draws.sampler(chain -> chain.topK(4)));
            assertThrows(IllegalStateException.class, () -> draws.sampler(GREEDY.andThen(GREEDY)));
            assertThrows(IllegalStateException.class, () -> draws.sampler(GREEDY.andThen(chain -> chain.topK(4))));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, SamplerChain.MAX_LAST_TOKENS + 1, Integer.MAX_VALUE})
    void a_look_back_out_of_range_is_refused(int lastTokens) throws Exception {
        try (var draws = new Draws(TestModels.smolLm2(), rows)) {
            assertThrows(
                    IllegalArgumentException.class, () -> draws.sampler(chain -> chain.penalties(lastTokens, 2, 0, 0)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> draws.sampler(chain -> chain.dry(1, 2, 2, lastTokens, List.of())));
        }
    }
}
