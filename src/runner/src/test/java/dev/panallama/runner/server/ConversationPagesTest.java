package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.conversations.ConversationWriter;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// Conversations by HTTP, as the page keeps them.
final class ConversationPagesTest {
    private static final String ALL = "/panallama/conversations";
    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";

    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.keeping(folder);
    }

    @BeforeEach
    void empty() throws Exception {
        for (JsonNode it : ok(server.get(ALL + "?limit=500")).path("conversations"))
            assertEquals(204, server.delete(ALL + "/" + it.path("id").asString()).statusCode());
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @Test
    void a_conversation_is_told_as_it_was_said() throws Exception {
        JsonNode begun = made(ALL, """
                {"title": "Sky", "model": "smollm2", "settings": {"temperature": 0.7, "system": "Be brief."}}""");
        String one = ALL + "/" + begun.path("id").asString();
        assertTrue(begun.path("leaf").isNull() && begun.path("messages").isEmpty(), begun.toString());
        JsonNode question = made(one + "/messages", """
                {"parent": null, "role": "user", "content": "Why?\\n\\u0000 \\ud83d\\ude00 <b>",
                 "attachments": [{"name": "../a.txt", "text": "blue"}]}""");
        JsonNode answer = made(one + "/messages", """
                {"parent": %s, "role": "assistant", "content": "", "thinking": "Hm", "model": "smollm2",
                 "stats": {"tokens_per_second": 12.5, "finish_reason": "stop"}}""".formatted(question.path("id")));
        JsonNode all = ok(server.get(one));
        assertEquals("Sky", all.path("title").asString());
        assertEquals("smollm2", all.path("model").asString());
        assertEquals(TestServer.json("{\"temperature\": 0.7, \"system\": \"Be brief.\"}"), all.path("settings"));
        assertEquals(List.of(question, answer), all.path("messages").valueStream().toList());
        assertEquals("Why?\n\u0000 \ud83d\ude00 <b>", question.path("content").asString());
        assertEquals("../a.txt", question.at("/attachments/0/name").asString());
        assertEquals(12.5, answer.at("/stats/tokens_per_second").asDouble());
        assertEquals(answer.path("id"), all.path("leaf"));
        Instant created = Instant.parse(all.path("created_at").asString());
        assertTrue(created.isBefore(Instant.parse(all.path("updated_at").asString())), all.toString());
    }

    @Test
    void fields_are_changed_and_others_stay() throws Exception {
        JsonNode begun = made(ALL, "{\"title\": \"A\", \"model\": \"m\", \"settings\": {\"seed\": 1}}");
        String one = ALL + "/" + begun.path("id").asString();
        JsonNode renamed = ok(server.patch(one, "{\"title\": \"B\"}"));
        assertEquals("B", renamed.path("title").asString());
        assertEquals("m", renamed.path("model").asString());
        assertEquals(begun.path("updated_at"), renamed.path("updated_at"), "the order in the list stays");
        JsonNode emptied = ok(server.patch(one, "{\"model\": null, \"settings\": {\"think\": true}}"));
        assertFalse(emptied.has("model"));
        assertEquals("{\"think\":true}", emptied.path("settings").toString());
        String message = one + "/messages/" + say(one, null, "user", "Hi");
        JsonNode changed = ok(server.patch(message, "{\"content\": \"Hi there\", \"stats\": {\"context\": 5}}"));
        assertEquals("Hi there", changed.path("content").asString());
        assertEquals("user", changed.path("role").asString());
        ok(server.patch(message, "{\"thinking\": \"x\"}"));
        assertEquals(5, ok(server.get(one)).at("/messages/0/stats/context").asInt());
    }

    @Test
    void messages_form_a_tree_and_the_leaf_says_which_branch_is_shown() throws Exception {
        String one = begin("tree");
        String question = say(one, null, "user", "2+2?");
        String wrong = say(one, question, "assistant", "5");
        String right = say(one, question, "assistant", "4");
        String thanks = say(one, right, "user", "Thanks");
        String edited = say(one, null, "user", "3+3?");
        assertEquals(edited, leaf(one));
        ok(server.patch(one, "{\"leaf\": \"%s\"}".formatted(thanks)));
        assertEquals(thanks, leaf(one));

        assertEquals(204, server.delete(one + "/messages/" + wrong).statusCode());
        assertEquals(thanks, leaf(one), "it was not among them");
        assertEquals(204, server.delete(one + "/messages/" + right).statusCode());
        assertEquals(question, leaf(one), "the parent");
        assertEquals(List.of(question, edited), ids(ok(server.get(one)).path("messages")));
        assertEquals(204, server.delete(one + "/messages/" + question).statusCode());
        assertTrue(ok(server.get(one)).path("leaf").isNull());
        ok(server.patch(one, "{\"leaf\": \"%s\"}".formatted(edited)));
        ok(server.patch(one, "{\"leaf\": null}"));
        assertTrue(ok(server.get(one)).path("leaf").isNull());
    }

    @Test
    void a_leaf_and_a_parent_are_messages_of_the_same_conversation() throws Exception {
        String one = begin("one");
        String other = begin("other");
        String message = say(one, null, "user", "Hi");
        for (String foreign : List.of(message, NOBODY, "x", "../" + message)) {
            assertWrong("leaf", server.patch(other, "{\"title\": \"changed\", \"leaf\": \"%s\"}".formatted(foreign)));
            assertWrong("parent", server.post(other + "/messages",
                    "{\"parent\": \"%s\", \"role\": \"user\", \"content\": \"\"}".formatted(foreign)));
        }
        assertEquals("other", ok(server.get(other)).path("title").asString(), "all or nothing");
        assertEquals(404, server.patch(other + "/messages/" + message, "{\"content\": \"x\"}").statusCode());
        assertEquals(404, server.delete(other + "/messages/" + message).statusCode());
        assertEquals("Hi", ok(server.get(one)).at("/messages/0/content").asString());
    }

    @Test
    void what_is_not_there_is_not_found() throws Exception {
        String one = begin("one");
        for (String path : List.of(ALL + "/" + NOBODY, ALL + "/x", ALL + "/%2e%2e%2fetc", ALL + "/1-1-1-1-1")) {
            assertEquals(404, server.get(path).statusCode(), path);
            assertEquals(404, server.patch(path, "{}").statusCode(), path);
            assertEquals(404, server.delete(path).statusCode(), path);
            assertEquals(404, server.post(path + "/messages", "{\"role\": \"user\", \"content\": \"\"}").statusCode());
            assertEquals(404, server.delete(path + "/messages/" + NOBODY).statusCode(), path);
            assertEquals(404, server.get(ALL + "/export?id=" + path.substring(ALL.length() + 1)).statusCode(), path);
        }
        assertEquals(404, server.patch(one + "/messages/" + NOBODY, "{}").statusCode());
        assertEquals(404, server.delete(one + "/messages/x").statusCode());
        assertEquals(204, server.delete(one).statusCode());
        assertEquals(404, server.get(one).statusCode());
        assertEquals(405, server.post(one, "{}").statusCode());
        assertEquals(405, server.get(one + "/messages").statusCode());
        assertEquals(404, server.get(one + "/messages/" + NOBODY + "/x").statusCode());
    }

    @Test
    void lists_come_in_pages_and_the_newest_first() throws Exception {
        var begun = new ArrayList<String>();
        for (int i = 0; i < 7; i++) begun.addFirst(begin("c" + i));
        say(begun.getLast(), null, "user", "again");
        begun.addFirst(begun.removeLast());
        var seen = new ArrayList<String>();
        String before = "";
        for (boolean more = true; more;) {
            JsonNode page = ok(server.get(ALL + "?limit=3" + before));
            more = page.path("more").asBoolean();
            assertEquals(more ? 3 : 1, page.path("conversations").size());
            page.path("conversations").forEach(it -> seen.add(ALL + "/" + it.path("id").asString()));
            before = "&before=" + page.path("conversations").get(page.path("conversations").size() - 1)
                    .path("updated_at").asString();
        }
        assertEquals(begun, seen);
        assertFalse(ok(server.get(ALL)).path("more").asBoolean());
    }

    @ParameterizedTest
    @CsvSource({"limit=0", "limit=501", "limit=-1", "limit=99999999999999999999", "limit=x", "limit=1.5",
        "before=yesterday", "before=1", "before=+1000000000000-01-01T00:00:00Z"})
    void a_list_is_asked_for_within_bounds(String query) throws Exception {
        assertWrong(query.substring(0, query.indexOf('=')), server.get(ALL + "?" + query.replace("+", "%2B")));
    }

    @Test
    void times_far_away_are_before_or_after_all() throws Exception {
        begin("one");
        assertEquals(0, ok(server.get(ALL + "?before=-1000000000-01-01T00:00:00Z")).path("conversations").size());
        assertEquals(1, ok(server.get(ALL + "?before=%2B1000000000-12-31T23:59:59Z")).path("conversations").size());
    }

    @ParameterizedTest
    @CsvSource(
        quoteCharacter = '`',
        value = {"SKY, sky", "sky, SKY", "ÄRGER, ärger", "ärger, ÄRGER", "100%, 100%", "_x_, _x_", "空は青い, 青",
            "Привет, пРИВЕТ", "ΟΔΟΣ, οδος", "' OR '1'='1, ' or '", "a\\b, \\b", "😀 smile, 😀"})
    void words_are_found_whatever_their_case(String text, String search) throws Exception {
        String titled = begin(text);
        String said = begin("other");
        say(said, null, "user", "x".repeat(500) + " before " + text + " after " + "y".repeat(500));
        begin("neither");
        JsonNode found = ok(server.get(ALL + "?search=" + encoded(search))).path("conversations");
        assertEquals(2, found.size(), found.toString());
        assertEquals(said, ALL + "/" + found.get(0).path("id").asString());
        assertEquals(titled, ALL + "/" + found.get(1).path("id").asString());
        assertFalse(found.get(1).has("snippet"));
        String snippet = found.get(0).path("snippet").asString();
        assertTrue(snippet.startsWith("…") && snippet.endsWith("…") && snippet.length() < 250, snippet);
        assertTrue(snippet.contains("before " + text + " after"), snippet);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "_", "%%%", "sk_", "s%y", "s.y", "' OR 1=1 --", "\\", "*", "[", "$1"})
    void no_character_stands_for_others(String search) throws Exception {
        say(begin("sky"), null, "user", "the sky is blue");
        assertEquals(0, ok(server.get(ALL + "?search=" + encoded(search))).path("conversations").size());
    }

    @Test
    void searches_come_in_pages_too() throws Exception {
        for (int i = 0; i < 5; i++) say(begin(i % 2 == 0 ? "even" : "odd"), null, "user", "number " + i);
        JsonNode page = ok(server.get(ALL + "?search=even&limit=2"));
        assertTrue(page.path("more").asBoolean());
        JsonNode rest = ok(server.get(ALL + "?search=even&limit=2&before="
                + page.at("/conversations/1/updated_at").asString()));
        assertFalse(rest.path("more").asBoolean());
        assertEquals(1, rest.path("conversations").size());
    }

    @Test
    void what_is_exported_can_be_imported_beside_the_old() throws Exception {
        String one = begin("one");
        String question = say(one, null, "user", "2+2?");
        say(one, question, "assistant", "5");
        say(one, question, "assistant", "4");
        say(begin("two"), null, "system", "Be brief.");
        HttpResponse<String> file = server.get(ALL + "/export");
        assertEquals("attachment; filename=\"panallama-conversations.json\"",
                file.headers().firstValue("Content-Disposition").orElseThrow());
        JsonNode all = ok(file);
        assertEquals("panallama-conversations", all.path("format").asString());
        assertEquals(1, all.path("version").asInt());
        assertEquals(ok(server.get(one)), all.at("/conversations/1"));
        JsonNode single = ok(server.get(ALL + "/export?id=" + one.substring(ALL.length() + 1)));
        assertEquals(List.of(all.at("/conversations/1")), single.path("conversations").valueStream().toList());

        assertEquals("{\"imported\":2}", server.post(ALL + "/import", file.body()).body());
        JsonNode list = ok(server.get(ALL)).path("conversations");
        assertEquals(4, list.size());
        assertEquals(4, list.valueStream().map(it -> it.path("updated_at")).distinct().count());
        JsonNode again = ok(server.get(ALL + "/export"));
        for (String title : List.of("one", "two")) {
            List<JsonNode> both = again.path("conversations").valueStream()
                    .filter(it -> it.path("title").asString().equals(title)).toList();
            assertEquals(shape(both.get(0)), shape(both.get(1)));
            assertNotEquals(both.get(0).path("id"), both.get(1).path("id"));
            assertEquals(both.get(0).path("created_at"), both.get(1).path("created_at"));
        }
    }

    /// A conversation with places instead of ids.
    private static List<String> shape(JsonNode conversation) {
        List<String> ids = ids(conversation.path("messages"));
        var shape = new ArrayList<String>();
        for (JsonNode it : conversation.path("messages"))
            shape.add("%d %s %s".formatted(ids.indexOf(it.path("parent").asString("")), it.path("role"),
                    it.path("content")));
        shape.add("leaf " + ids.indexOf(conversation.path("leaf").asString("")));
        return shape;
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
            "format | {}", "format | {\"format\": \"x\", \"version\": 1}",
            "version | {\"format\": \"panallama-conversations\"}",
            "version | {\"format\": \"panallama-conversations\", \"version\": 2}",
            "conversations | {\"format\": \"panallama-conversations\", \"version\": 1, \"conversations\": 1}",
            "conversations.1 | {FILE, 1]}", "conversations.1.title | {FILE, {\"title\": 1}]}",
            "conversations.1.leaf | {FILE, {\"leaf\": \"" + NOBODY + "\"}]}",
            "conversations.1.created_at | {FILE, {\"created_at\": \"now\"}]}",
            "conversations.1.messages.0.id | {FILE, {\"messages\": [{\"role\": \"user\", \"content\": \"\"}]}]}",
            "conversations.1.messages.0.role | {FILE, {\"messages\": [{\"id\": \"" + NOBODY
                    + "\", \"role\": \"x\"}]}]}",
            "conversations.1.messages.0.parent | {FILE, {\"messages\": [MESSAGE, \"parent\": \"" + NOBODY + "\"}]}]}",
            "conversations.1.messages.1.id | {FILE, {\"messages\": [MESSAGE}, MESSAGE}]}]}"})
    void of_a_file_with_a_fault_nothing_is_imported(String field, String file) throws Exception {
        assertWrong(field, server.post(ALL + "/import", file
                .replace("FILE", "\"format\": \"panallama-conversations\", \"version\": 1, \"conversations\": [{}")
                .replace("MESSAGE", "{\"id\": \"%s\", \"role\": \"user\", \"content\": \"\"".formatted(NOBODY))));
        assertEquals(0, ok(server.get(ALL)).path("conversations").size());
    }

    @Test
    void what_is_imported_of_the_future_is_of_now() throws Exception {
        String one = "{\"title\": \"%s\", \"updated_at\": \"%s\"}";
        String file = "{\"format\": \"panallama-conversations\", \"version\": 1, \"conversations\": [%s, %s, %s]}"
                .formatted(one.formatted("late", "9999-01-01T00:00:00Z"), one.formatted("old", "2001-01-01T00:00:00Z"),
                        one.formatted("odd", "-1000000000-01-01T00:00:00Z"));
        ok(server.post(ALL + "/import", file));
        begin("new");
        JsonNode list = ok(server.get(ALL)).path("conversations");
        assertEquals(List.of("new", "late", "old", "odd"),
                list.valueStream().map(it -> it.path("title").asString()).toList());
    }

    @Test
    void what_is_too_long_is_refused_by_its_name() throws Exception {
        String one = begin("one");
        String messages = one + "/messages";
        String long4 = "x".repeat((4 << 20) + 1);
        String said = "{\"role\": \"user\", \"content\": \"%s\"}";
        assertWrong("title", server.post(ALL, "{\"title\": \"%s\"}".formatted("x".repeat(201))));
        assertWrong("title", server.patch(one, "{\"title\": \"%s\"}".formatted("x".repeat(201))));
        assertWrong("model", server.post(ALL, "{\"model\": \"%s\"}".formatted("x".repeat(301))));
        assertWrong("settings", server.post(ALL, "{\"settings\": {\"system\": \"%s\"}}".formatted("x".repeat(70_000))));
        assertWrong("content", server.post(messages, said.formatted(long4)));
        assertWrong("content", server.post(messages, said.formatted("ä".repeat((2 << 20) + 1))));
        assertWrong("thinking", server.post(messages,
                "{\"role\": \"user\", \"content\": \"\", \"thinking\": \"%s\"}".formatted(long4)));
        assertWrong("search", server.get(ALL + "?search=" + "x".repeat(201)));
        String full = said.formatted("x".repeat(4 << 20));
        for (int i = 0; i < 8; i++) assertEquals(201, server.post(messages, full).statusCode());
        assertWrong("content", server.post(messages, said.formatted("one more")));
        assertEquals(8, ok(server.get(one)).path("messages").size());
    }

    @Test
    void a_conversation_has_ten_thousand_messages_at_most() throws Exception {
        String message = "{\"id\": \"00000000-0000-4000-8000-%012d\", \"role\": \"user\", \"content\": \"\", \"parent\": %s},";
        var all = new StringBuilder();
        for (int i = 0; i < 10_000; i++)
            all.append(message.formatted(i, i == 0 ? "null" : "\"00000000-0000-4000-8000-%012d\"".formatted(i - 1)));
        String file = "{\"format\": \"panallama-conversations\", \"version\": 1, \"conversations\": [{\"messages\": [%s]}]}";
        String most = file.formatted(all.substring(0, all.length() - 1));
        assertEquals(200, server.post(ALL + "/import", most).statusCode());
        assertWrong("conversations.0.messages", server.post(ALL + "/import",
                file.formatted(all + message.formatted(10_000, "null").replace("},", "}"))));
        String one = ALL + "/" + ok(server.get(ALL)).at("/conversations/0/id").asString();
        assertWrong("messages", server.post(one + "/messages", "{\"role\": \"user\", \"content\": \"\"}"));
        String first = ids(ok(server.get(one)).path("messages")).getFirst();
        assertEquals(204, server.delete(one + "/messages/" + first).statusCode());
        assertEquals(0, ok(server.get(one)).path("messages").size());
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
            "title | {\"title\": 1}", "model | {\"model\": []}", "settings | {\"settings\": []}",
            "settings | {\"settings\": \"x\"}", "leaf | {\"leaf\": 5}"})
    void a_field_of_the_wrong_type_is_named(String field, String json) throws Exception {
        assertWrong(field, server.patch(begin("one"), json));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
            "role | {\"content\": \"\"}", "role | {\"role\": \"tool\", \"content\": \"\"}",
            "role | {\"role\": null, \"content\": \"\"}", "content | {\"role\": \"user\"}",
            "content | {\"role\": \"user\", \"content\": [1e999]}",
            "parent | {\"role\": \"user\", \"content\": \"\", \"parent\": 1e999}",
            "stats | {\"role\": \"user\", \"content\": \"\", \"stats\": 5}",
            "attachments | {\"role\": \"user\", \"content\": \"\", \"attachments\": {}}",
            "attachments.0 | {\"role\": \"user\", \"content\": \"\", \"attachments\": [5]}",
            "attachments.1.name | {\"role\": \"user\", \"content\": \"\", \"attachments\": [{\"name\": \"\", \"text\": \"\"}, {}]}"})
    void a_message_with_a_wrong_field_is_refused(String field, String json) throws Exception {
        String one = begin("one");
        assertWrong(field, server.post(one + "/messages", json));
        assertEquals(0, ok(server.get(one)).path("messages").size());
    }

    /// Whatever is sent is a text like any other.
    @ParameterizedTest
    @ValueSource(
        strings = {"'; DROP TABLE message; --", "\" OR 1=1", "1); SHUTDOWN; --", "\\'", "${jndi:ldap://x}",
            "?1", "<script>alert(1)</script>", "'||FILE_READ('/etc/passwd')||'"})
    void commands_in_a_field_are_text(String text) throws Exception {
        JsonNode json = StringNode.valueOf(text);
        String one = ALL + "/" + made(ALL, "{\"title\": %1$s, \"model\": %1$s, \"settings\": {%1$s: %1$s}}"
                .formatted(json)).path("id").asString();
        made(one + "/messages", """
                {"role": "user", "content": %1$s, "thinking": %1$s, "model": %1$s, "stats": {%1$s: %1$s},
                 "attachments": [{"name": %1$s, "text": %1$s}]}""".formatted(json));
        JsonNode told = ok(server.get(one));
        assertEquals(json, told.path("title"));
        assertEquals(json, told.at("/settings").iterator().next());
        assertEquals(json, told.at("/messages/0/content"));
        assertEquals(json, told.at("/messages/0/attachments/0/name"));
        String query = encoded(text);
        assertEquals(1, ok(server.get(ALL + "?search=" + query)).path("conversations").size());
        for (String parameter : List.of("before", "limit"))
            assertWrong(parameter, server.get(ALL + "?" + parameter + "=" + query));
        for (String path : List.of(ALL + "/" + query.replace("+", "%20"), ALL + "/export?id=" + query))
            assertEquals(404, server.get(path).statusCode());
        assertEquals(404, server.delete(one + "/messages/" + query.replace("+", "%20")).statusCode());
        assertWrong("leaf", server.patch(one, "{\"leaf\": %s}".formatted(json)));
        assertEquals(told, ok(server.get(one)));
    }

    @Test
    void a_second_server_says_who_has_the_conversations_and_answers_all_else(@TempDir Path taken) throws Exception {
        Process writer = ConversationWriter.start(taken);
        try (var second = TestServer.keeping(taken); var lines = writer.inputReader()) {
            assertEquals("0", lines.readLine());
            HttpResponse<String> busy = second.get(ALL);
            assertEquals(503, busy.statusCode());
            assertTrue(busy.body().contains("another program of yours"), busy.body());
            assertFalse(busy.body().contains(taken.toString()), busy.body());
            assertEquals(200, second.get("/api/tags").statusCode());
            writer.destroyForcibly().waitFor();
            assertEquals("numbers", ok(second.get(ALL)).at("/conversations/0/title").asString());
        } finally {
            writer.destroyForcibly();
        }
    }

    @Test
    void a_damaged_file_is_told_in_the_list(@TempDir Path damaged) throws Exception {
        Files.writeString(damaged.resolve("conversations.mv.db"), "no database ".repeat(1000));
        try (var other = TestServer.keeping(damaged)) {
            JsonNode list = ok(other.get(ALL));
            assertEquals(0, list.path("conversations").size());
            assertTrue(list.path("notice").asString().contains("conversations.damaged-"), list.toString());
            assertFalse(list.toString().contains(damaged.toString()), list.toString());
        }
    }

    @Test
    void everything_is_there_when_the_server_is_started_again() throws Exception {
        String one = begin("kept");
        say(one, null, "user", "Hi");
        JsonNode before = ok(server.get(one));
        server.close();
        server = TestServer.keeping(folder);
        assertEquals(before, ok(server.get(one)));
    }

    private static String begin(String title) throws Exception {
        return ALL + "/" + made(ALL, "{\"title\": %s}".formatted(StringNode.valueOf(title))).path("id").asString();
    }

    private static String say(String one, String parent, String role, String content) throws Exception {
        String json = "{\"parent\": %s, \"role\": \"%s\", \"content\": %s}".formatted(
                parent == null ? null : StringNode.valueOf(parent), role, StringNode.valueOf(content));
        return made(one + "/messages", json).path("id").asString();
    }

    private static String leaf(String one) throws Exception {
        return ok(server.get(one)).path("leaf").asString();
    }

    private static JsonNode made(String path, String json) throws Exception {
        HttpResponse<String> response = server.post(path, json);
        assertEquals(201, response.statusCode(), response.body());
        return TestServer.json(response.body());
    }

    private static JsonNode ok(HttpResponse<String> response) {
        assertEquals(200, response.statusCode(), response.body());
        return TestServer.json(response.body());
    }

    private static void assertWrong(String field, HttpResponse<String> response) {
        assertEquals(400, response.statusCode(), response.body());
        JsonNode error = TestServer.json(response.body()).path("error");
        assertEquals(field, error.path("param").asString(""), response.body());
        assertTrue(error.path("message").asString().contains(field.substring(field.lastIndexOf('.') + 1)),
                response.body());
    }

    private static List<String> ids(JsonNode messages) {
        return messages.valueStream().map(it -> it.path("id").asString()).toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
