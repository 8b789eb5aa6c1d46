package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.sampler.Sampler;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Sessions and embedders whose number of threads nobody has chosen.
final class AutomaticThreadsTest {
    private static final SessionOptions ONE = SessionOptions.defaults().withContextLength(256).withThreads(1);
    private static final SessionOptions AUTOMATIC = ONE.withThreads(SessionOptions.AUTOMATIC);
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    @Test
    void a_session_computes_what_it_does_with_one_thread() {
        try (var model = Model.load(TinyModels.llama());
                var one = model.session(ONE);
                var automatic = model.session(AUTOMATIC)) {
            for (String text : List.of("hello",
                    " a longer text, of more tokens than are computed with fewer threads")) {
                assertArrayEquals(one.append(text).logits(), automatic.append(text).logits());
                assertEquals(one.generate(Sampler.greedy(), 20).text(),
                        automatic.generate(Sampler.greedy(), 20).text());
            }
        }
    }

    @Test
    void the_largest_number_is_told_and_forks_adapt_too() {
        try (var model = Model.load(TinyModels.llama()); var session = model.session(AUTOMATIC)) {
            int most = session.options().threads();
            assertTrue(most >= 1 && most <= PROCESSORS, most + " threads");
            assertEquals(most, session.options().promptThreads());
            try (var copy = session.append("hello").fork()) {
                assertEquals(most, copy.options().threads());
                assertArrayEquals(session.append(" world").logits(), copy.append(" world").logits());
            }
        }
    }

    @Test
    void a_number_that_was_chosen_stays() {
        try (var model = Model.load(TinyModels.llama());
                var session = model.session(AUTOMATIC.withPromptThreads(1))) {
            assertEquals(1, session.options().promptThreads());
            session.append("hello").threads(1, PROCESSORS).append(" world");
            assertEquals(1, session.options().threads());
            assertEquals(PROCESSORS, session.options().promptThreads());
            try (var copy = session.fork()) {
                assertEquals(1, copy.options().threads());
            }
        }
    }

    @Test
    void an_embedder_computes_what_it_does_with_one_thread() {
        var options = EmbedderOptions.defaults().withPooling(Pooling.MEAN);
        try (var model = Model.load(TinyModels.llama());
                var one = model.embedder(options.withThreads(1));
                var automatic = model.embedder(options)) {
            assertArrayEquals(one.embed("hello").vector(), automatic.embed("hello").vector());
        }
    }
}
