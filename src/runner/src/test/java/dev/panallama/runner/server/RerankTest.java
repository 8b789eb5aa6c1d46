package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// `/rerank` and its other names.
final class RerankTest {
    private static final List<String> DOCUMENTS = List.of("the sky is blue", "water", "one word but not what all were");
    private static final String ASKED = """
            "model": "bert-ranker", "query": "what is the sky\"""";
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.of(TinyModels.bertRanker(), TinyModels.bert());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String request(String fields) {
        return "{%s, \"documents\": [\"%s\"]%s}".formatted(ASKED, String.join("\", \"", DOCUMENTS), fields);
    }

    private static List<Double> scores(JsonNode results, String name) {
        return results.valueStream().map(it -> it.get(name).doubleValue()).toList();
    }

    private static void assertDescending(List<Double> scores) {
        for (int i = 1; i < scores.size(); i++) assertTrue(scores.get(i - 1) >= scores.get(i), scores.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/rerank", "/reranking", "/v1/rerank", "/v1/reranking"})
    void documents_come_best_first(String page) throws Exception {
        JsonNode answer = server.answer(page, request(""));
        JsonNode results = answer.get("results");
        assertDescending(scores(results, "relevance_score"));
        assertTrue(scores(results, "relevance_score").stream().allMatch(it -> it > 0 && it < 1), results.toString());
        assertEquals(Set.of(0, 1, 2),
                new HashSet<>(results.valueStream().map(it -> it.get("index").intValue()).toList()));
        assertFalse(results.get(0).has("document"));
        assertEquals("list", answer.get("object").stringValue());
        assertEquals("bert-ranker", answer.get("model").stringValue());
    }

    @Test
    void the_tokens_of_all_pairs_are_counted() throws Exception {
        int all = server.answer("/rerank", request("")).at("/usage/total_tokens").intValue();
        int sum = 0;
        for (String it : DOCUMENTS)
            sum += server.answer("/rerank", "{%s, \"documents\": [\"%s\"]}".formatted(ASKED, it))
                    .at("/usage/prompt_tokens").intValue();
        assertEquals(sum, all);
        assertEquals(all, server.answer("/rerank", request(", \"top_n\": 1")).at("/usage/total_tokens").intValue());
    }

    @Test
    void only_the_best_come_with_their_text_if_that_is_wanted() throws Exception {
        JsonNode all = server.answer("/rerank", request("")).get("results");
        JsonNode best = server.answer("/rerank", request(", \"top_n\": 2, \"return_documents\": true")).get("results");
        assertEquals(2, best.size());
        assertEquals(3, server.answer("/rerank", request(", \"top_n\": 9")).get("results").size());
        for (int i = 0; i < 2; i++) {
            assertEquals(all.get(i).get("index"), best.get(i).get("index"));
            assertEquals(DOCUMENTS.get(best.get(i).get("index").intValue()),
                    best.get(i).at("/document/text").stringValue());
        }
    }

    @Test
    void documents_may_be_objects() throws Exception {
        assertEquals(server.answer("/rerank", "{%s, \"documents\": [\"water\"]}".formatted(ASKED)),
                server.answer("/rerank", "{%s, \"documents\": [{\"text\": \"water\"}]}".formatted(ASKED)));
    }

    @Test
    void texts_are_answered_in_the_other_shape() throws Exception {
        String texts = request(", \"return_text\": true%s").replace("documents", "texts");
        JsonNode results = server.answer("/rerank", texts.formatted(""));
        assertEquals(3, results.size());
        assertDescending(scores(results, "score"));
        assertEquals(DOCUMENTS.get(results.get(0).get("index").intValue()), results.get(0).get("text").stringValue());
        JsonNode raw = server.answer("/rerank", texts.formatted(", \"raw_scores\": true"));
        for (int i = 0; i < 3; i++)
            assertEquals(results.get(i).get("score").doubleValue(),
                    1 / (1 + Math.exp(-raw.get(i).get("score").doubleValue())), 1e-4);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
            "\"documents\": []", "\"documents\": null", "\"documents\": 123", "\"documents\": [1, 2]", "\"texts\": []",
            "\"documents\": [\"a\"], \"top_n\": 0", "\"documents\": [\"a\"], \"query\": null"
        })
    void a_field_that_is_wrong_is_named(String field) throws Exception {
        var refused = server.post("/rerank", "{%s, %s}".formatted(ASKED, field));
        assertEquals(400, refused.statusCode(), refused.body());
        assertTrue(TestServer.json(refused.body()).at("/error/param").isString(), refused.body());
    }

    @Test
    void a_model_that_cannot_rank_says_so() throws Exception {
        var refused = server.post("/rerank", request("").replace("bert-ranker", "bert"));
        assertEquals(501, refused.statusCode(), refused.body());
        assertEquals("[\"rerank\"]", server.answer("/api/show", "{\"model\": \"bert-ranker\"}")
                .get("capabilities").toString());
    }
}
