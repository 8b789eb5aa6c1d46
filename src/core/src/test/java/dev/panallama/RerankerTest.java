package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.InputTooLongException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RerankerTest {
    private static final String QUERY = "what is the sky";
    private static final List<String> DOCUMENTS = List.of(
            "the sky is blue",
            "water",
            "one word but not what all were",
            "",
            "hello world how their time will make like water long word",
            "the sky is blue");

    private static RerankerOptions options() {
        return RerankerOptions.defaults().withThreads(1);
    }

    private static RerankerOptions raw() {
        return options().withScore(RankingScore.RAW);
    }

    /// Returns the vectors of a pair's tokens, as the head sees them.
    private static List<Embedding> tokens(Model model, int... ids) {
        var unpooled = EmbedderOptions.defaults()
                .withThreads(1)
                .withPooling(Pooling.NONE)
                .withNormalization(Normalization.none());
        try (var embedder = model.embedder(unpooled)) {
            return embedder.embedTokens(ids);
        }
    }

    private static double[] vector(Embedding embedding) {
        float[] vector = embedding.vector();
        return IntStream.range(0, vector.length).mapToDouble(it -> vector[it]).toArray();
    }

    /// [CLS] query [SEP] document [SEP]
    private static int[] pair(Model model, String query, String document) {
        Vocabulary it = model.vocabulary();
        return TextFrame.concat(new int[]{2}, it.tokenize(query), new int[]{3}, it.tokenize(document), new int[]{3});
    }

    private static double[] tanh(double[] in) {
        return IntStream.range(0, in.length).mapToDouble(it -> Math.tanh(in[it])).toArray();
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void a_score_is_what_the_head_makes_of_the_first_token() {
        var weights = TensorReading.of(TinyModels.bertRanker());
        try (var model = Model.load(TinyModels.bertRanker()); var reranker = model.reranker(raw())) {
            assertEquals(RankingMethod.HEAD, reranker.method());
            for (Ranking it : reranker.rank(QUERY, DOCUMENTS)) {
                Embedding first = tokens(model, pair(model, QUERY, DOCUMENTS.get(it.index()))).getFirst();
                double expected = weights.layer("cls.output", tanh(weights.layer("cls", vector(first))))[0];
                assertEquals(expected, it.score(), 2e-3);
            }
        }
    }

    @Test
    void the_best_comes_first() {
        try (var model = Model.load(TinyModels.bertRanker()); var reranker = model.reranker(options())) {
            List<Ranking> ranking = reranker.rank(QUERY, DOCUMENTS);
            assertEquals(DOCUMENTS.size(), ranking.stream().map(Ranking::index).distinct().count());
            for (int i = 1; i < ranking.size(); i++)
                assertTrue(ranking.get(i - 1).score() >= ranking.get(i).score(), ranking.toString());
            assertEquals(List.of(), reranker.rank(QUERY, List.of()));
        }
    }

    @Test
    void each_document_tells_how_long_its_pair_is() {
        try (var model = Model.load(TinyModels.bertRanker()); var reranker = model.reranker(options())) {
            for (Ranking it : reranker.rank(QUERY, DOCUMENTS))
                assertEquals(pair(model, QUERY, DOCUMENTS.get(it.index())).length, it.tokens());
        }
    }

    @Test
    void a_probability_is_the_sigmoid_of_a_raw_score() {
        try (var model = Model.load(TinyModels.bertRanker());
                var raw = model.reranker(raw());
                var probable = model.reranker(options())) {
            for (String document : DOCUMENTS)
                assertEquals(sigmoid(raw.score(QUERY, document)), probable.score(QUERY, document), 1e-6);
            assertEquals(raw.rank(QUERY, DOCUMENTS), probable.rank(QUERY, DOCUMENTS, RankingScore.RAW));
        }
    }

    @Test
    void a_document_has_the_same_score_alone_and_among_others() {
        for (Path file : List.of(TinyModels.bertRanker(), TinyModels.bertBareHead(), TinyModels.qwen3Ranker())) {
            try (var model = Model.load(file);
                    var reranker = model.reranker(raw().withBatchSize(64).withMaxTokens(64))) {
                for (Ranking it : reranker.rank(QUERY, DOCUMENTS))
                    assertEquals(reranker.score(QUERY, DOCUMENTS.get(it.index())), it.score(), 2e-3);
            }
        }
    }

    @Test
    void a_head_with_labels_has_an_output_for_each() {
        var weights = TensorReading.of(TinyModels.bertClassifier());
        try (var model = Model.load(TinyModels.bertClassifier());
                var reranker = model.reranker(raw());
                var bad = model.reranker(options().withLabel("bad"))) {
            assertEquals(List.of("good", "middling", "bad"), reranker.labels());
            Embedding first = tokens(model, pair(model, QUERY, DOCUMENTS.getFirst())).getFirst();
            double[] expected = weights.layer("cls.output", vector(first));
            float[] found = reranker.outputs(QUERY, DOCUMENTS.getFirst());
            for (int i = 0; i < 3; i++) assertEquals(expected[i], found[i], 2e-3);
            assertEquals(found[0], reranker.score(QUERY, DOCUMENTS.getFirst()));
            double sum = Math.exp(found[0]) + Math.exp(found[1]) + Math.exp(found[2]);
            assertEquals(Math.exp(found[2]) / sum, bad.score(QUERY, DOCUMENTS.getFirst()), 1e-5);
            var refused = assertThrows(
                    IllegalArgumentException.class, () -> model.reranker(options().withLabel("worse")));
            assertEquals("the model has no label worse: choose of [good, middling, bad]", refused.getMessage());
        }
    }

    /// llama.cpp would give the second text of a batch the second number of the first.
    @Test
    void a_head_that_ends_with_its_first_layer_scores_each_document_by_its_own_first_number() {
        var weights = TensorReading.of(TinyModels.bertBareHead());
        try (var model = Model.load(TinyModels.bertBareHead()); var reranker = model.reranker(raw())) {
            for (Ranking it : reranker.rank(QUERY, DOCUMENTS)) {
                Embedding first = tokens(model, pair(model, QUERY, DOCUMENTS.get(it.index()))).getFirst();
                assertEquals(tanh(weights.layer("cls", vector(first)))[0], it.score(), 2e-3);
            }
        }
    }

    @Test
    void a_head_of_qwen_answers_with_probabilities_by_the_last_token() {
        var weights = TensorReading.of(TinyModels.qwen3Ranker());
        try (var model = Model.load(TinyModels.qwen3Ranker());
                var reranker = model.reranker(options().withTemplate("{query} is {document}"))) {
            assertEquals(List.of("yes", "no"), reranker.labels());
            int[] ids = model.vocabulary().tokenize("the sky is blue");
            double[] expected = weights.layer("cls.output", vector(tokens(model, ids).getLast()));
            assertEquals(sigmoid(expected[0] - expected[1]), reranker.score("the sky", "blue"), 1e-3);
        }
    }

    @Test
    void an_answer_is_scored_by_the_logits_that_a_session_computes() {
        var template = "Is this a document about {query}?\n{document}\nThe answer, yes or no, is:";
        var documents = List.of("Cats and dogs are pets.", "The stock market fell.", "Paris is in France. ".repeat(20));
        try (var model = Model.load(TestModels.smolLm2());
                var session = model.session(SessionOptions.defaults().withThreads(1));
                var reranker = model.reranker(raw().withTemplate(template).withAnswers(" yes", " no"));
                var probable = model.reranker(options().withTemplate(template).withAnswers(" yes", " no"))) {
            assertEquals(RankingMethod.YES_NO, reranker.method());
            int yes = model.vocabulary().tokenize(" yes")[0];
            int no = model.vocabulary().tokenize(" no")[0];
            for (String document : documents) {
                session.clear();
                session.append(template.replace("{query}", "animals").replace("{document}", document), true);
                float[] logits = session.logits();
                double score = (double) logits[yes] - logits[no];
                assertEquals(score, reranker.score("animals", document)); // bit for bit
                assertEquals(sigmoid(score), probable.score("animals", document), 1e-6);
            }
            for (Ranking it : reranker.rank("animals", documents)) // 4-bit weights: each batch rounds in its own way
                assertEquals(reranker.score("animals", documents.get(it.index())), it.score(), 0.6);
            assertEquals(List.of(" yes", " no"), reranker.labels());
        }
    }

    @Test
    void without_a_template_a_model_is_asked_in_its_own_format() {
        try (var model = Model.load(TestModels.smolLm2());
                var reranker = model.reranker(options().withAnswers("yes", "no"))) {
            List<Ranking> ranking = reranker.rank(
                    "What is the capital of France?",
                    List.of("Potatoes grow underground.", "Paris is the capital of France."));
            System.out.println("SmolLM2 ranks: " + ranking);
            assertEquals(1, ranking.getFirst().index());
        }
    }

    @Test
    void what_looks_like_a_special_token_in_a_document_stays_text() {
        try (var model = Model.load(TestModels.smolLm2())) {
            var template = new PairTemplate(model.vocabulary(), "<|im_start|>{query}\n{document}<|im_end|>", true);
            int end = model.vocabulary().tokenize("<|im_end|>", false, true)[0];
            assertEquals(1, count(template.tokens("a", "b"), end));
            assertEquals(1, count(template.tokens("a", "b <|im_end|> c"), end));
            assertEquals(1, count(template.tokens("{document} <|im_end|>", "b"), end));
            assertArrayEquals(
                    model.vocabulary().tokenize("<|im_start|>what is\nit<|im_end|>", false, true),
                    template.tokens("what is", "it"));
        }
    }

    private static long count(int[] ids, int id) {
        return IntStream.of(ids).filter(it -> it == id).count();
    }

    @Test
    void a_long_document_is_refused_or_cut() {
        var longer = "the sky is blue ".repeat(20);
        try (var model = Model.load(TinyModels.bertRanker());
                var strict = model.reranker(raw().withMaxTokens(32));
                var cutting = model.reranker(raw().withMaxTokens(32).withTruncate(true))) {
            var refused = assertThrows(
                    InputTooLongException.class, () -> strict.rank(QUERY, List.of("short", longer)));
            assertEquals(1, refused.index());
            assertEquals(32, refused.limit());
            int room = 32 - pair(model, QUERY, "").length;
            String cut = model.vocabulary().detokenize(
                    IntStream.of(model.vocabulary().tokenize(longer)).limit(room).toArray());
            assertEquals(strict.score(QUERY, cut), cutting.score(QUERY, longer), 1e-6);
            assertThrows(InputTooLongException.class, () -> cutting.score(longer, "short"));
        }
    }

    @Test
    void a_model_that_cannot_rank_is_refused() {
        for (Path file : List.of(TinyModels.bert(), TinyModels.bertHeadless(), TinyModels.t5())) {
            try (var model = Model.load(file)) {
                var refused = assertThrows(UnsupportedOperationException.class, model::reranker);
                assertTrue(refused.getMessage().contains("has no rank head (tensors cls)"), refused.getMessage());
                assertThrows(
                        UnsupportedOperationException.class,
                        () -> model.reranker(options().withMethod(RankingMethod.YES_NO)));
            }
        }
        try (var model = Model.load(TestModels.smolLm2())) {
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> model.reranker(options().withMethod(RankingMethod.HEAD)));
            var refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> model.reranker(options().withAnswers("absolutely not", "no")));
            assertTrue(refused.getMessage().contains("choose one that is a single token"), refused.getMessage());
        }
    }

    @Test
    void a_template_without_a_place_for_both_is_refused() {
        var refused = assertThrows(IllegalArgumentException.class, () -> options().withTemplate("{query} alone"));
        assertEquals(
                "the template has no {query} or no {document}: put both where the texts belong", refused.getMessage());
    }
}
