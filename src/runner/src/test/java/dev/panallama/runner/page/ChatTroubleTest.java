package dev.panallama.runner.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.TestModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Somebody does things while a model answers, and what is said cannot always be kept.
class ChatTroubleTest {
    private static final String NUMBERS = "Write down all numbers from 1 to %d, one in a line.";
    private static final int MOST = 10_000; // messages of a conversation

    @TempDir
    static Path folder;

    private static PageServer server;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        server = new PageServer(folder, List.of(TestModel.file()), Optional.empty());
        browser = new Browser(folder);
        browser.answersBriefly();
    }

    @AfterAll
    static void stop() {
        browser.close();
        server.close();
    }

    @BeforeEach
    void open() {
        browser.open(server.address());
    }

    @AfterEach
    void nothing_was_forbidden_and_nothing_failed() {
        assertEquals("", browser.violations());
        browser.script("localStorage.clear()");
    }

    /// Has an answer begin that takes a while.
    private static void sayMuch(String text) {
        browser.script("localStorage.setItem('panallama.settings', '{\"temperature\": 0, \"max_tokens\": 1500}')");
        browser.reload();
        browser.say(text);
        browser.until(() -> !answers().isEmpty() && answers().getLast().length() > 10);
    }

    private static List<String> answers() {
        return browser.texts(".message.assistant .body");
    }

    private static List<String> said() {
        return browser.texts(".message.user .body");
    }

    private static JsonNode messages(String id) throws Exception {
        return server.ask("GET", "panallama/conversations/" + id, "").path("messages");
    }

    @Test
    void an_answer_goes_on_while_another_conversation_is_open() throws Exception {
        String other = server.keep("Elsewhere", "Hello", "Hello too");
        browser.script("localStorage.setItem('panallama.settings', '{\"temperature\": 0, \"max_tokens\": 120}')");
        browser.reload();
        browser.say("Write down all numbers from 1 to 400, one in a line.");
        browser.until(() -> !answers().isEmpty() && answers().getFirst().length() > 3);
        String home = browser.address();
        browser.script("location.hash = '%s'".formatted(other));
        browser.until(() -> answers().contains("Hello too") || answers().contains("Hello too\n"));
        assertEquals(1, browser.all(".conversation .lamp").size());
        browser.script("location.hash = '%s'".formatted(home.substring(home.indexOf('#') + 1)));
        browser.until(() -> said().getFirst().startsWith("Write down"));
        browser.awaitAnswer();
        assertTrue(browser.text(".stats").contains("120 tokens"), browser.text(".stats"));
        String whole = answers().getFirst();
        browser.reload();
        browser.until(() -> !answers().isEmpty());
        assertEquals(whole.strip(), answers().getFirst().strip());
    }

    @Test
    void who_goes_elsewhere_while_something_is_kept_stays_there() throws Exception {
        String other = server.keep("Elsewhere", "Hello", "Hello too");
        browser.script("""
                const fetch = window.fetch;
                window.fetch = async (where, how) => {
                    if (how?.method === "POST" && String(where).endsWith("/conversations"))
                        await new Promise((done) => setTimeout(done, 800));
                    return fetch(where, how);
                };""");
        browser.find("#prompt").sendKeys("Who is left behind?", Keys.ENTER);
        browser.script("location.hash = '%s'".formatted(other));
        browser.until(() -> said().equals(List.of("Hello")));
        browser.until(() -> browser.texts(".conversation .title").contains("Who is left behind?"));
        assertEquals(List.of("Hello"), said());
        assertTrue(browser.address().endsWith("#" + other), browser.address());
        browser.click(".conversation a[title='Who is left behind?']");
        browser.until(() -> said().equals(List.of("Who is left behind?")) && !answers().isEmpty());
        browser.awaitAnswer();
        assertFalse(answers().getFirst().isBlank());
    }

    @Test
    void an_edit_is_not_lost_while_an_answer_comes() throws Exception {
        String id = server.keep("Herons", "Hello", "Hello too");
        server.ask("PATCH", "panallama/conversations/" + id,
                "{\"settings\": {\"temperature\": 0, \"max_tokens\": 400}}");
        browser.open(server.address() + "#" + id);
        browser.find("#prompt").sendKeys(Keys.ARROW_UP);
        browser.find(".edit").sendKeys(" there");
        browser.find("#prompt").sendKeys(Keys.ARROW_UP); // it is open already
        assertEquals(1, browser.all(".edit").size());
        browser.say(NUMBERS.formatted(400));
        browser.until(() -> answers().size() == 2 && answers().getLast().length() > 10);
        browser.find(".edit").sendKeys(Keys.ENTER);
        assertEquals("Hello there", browser.find(".edit").getDomProperty("value"));
        browser.find("#prompt").sendKeys(Keys.ESCAPE);
        browser.awaitAnswer();
        browser.find(".edit").sendKeys(Keys.ENTER);
        browser.until(() -> said().equals(List.of("Hello there")) && !String.join("", answers()).isBlank());
        browser.keys(Keys.ESCAPE);
        browser.awaitAnswer();
        assertEquals(List.of("2/2"), browser.texts(".message.user .branches span"));
    }

    @Test
    void a_conversation_that_is_deleted_is_not_answered_to_the_end() throws Exception {
        String text = NUMBERS.formatted(600);
        sayMuch(text);
        browser.script("""
                const wait = window.setTimeout;
                window.setTimeout = (deed, time) => wait(deed, Math.min(time, 100)); // nobody takes it back""");
        assertFalse(server.isQuiet());
        long before = server.statistics().generatedTokens();
        browser.press("Menu of " + text);
        browser.click(".menu-item.danger");
        browser.until(server::isQuiet);
        browser.until(() -> !browser.texts(".conversation .title").contains(text));
        long more = server.statistics().generatedTokens() - before;
        assertTrue(more < 400, () -> "%d tokens more".formatted(more));
    }

    @Test
    void an_answer_that_grows_is_shown_as_it_was_written_when_it_is_whole() {
        sayMuch(NUMBERS.formatted(500));
        String rendered = answers().getLast();
        browser.scriptThatCallsBack("""
                const done = arguments[0];
                localStorage.setItem('panallama.raw', 'true');
                import('/page/preferences.js').then((it) => done(it.preferences.changed.tell()));""");
        browser.until(() -> answers().getLast().length() > rendered.length() + 10);
        assertEquals(List.of(), browser.all(".grows .body.plain"));
        browser.find("#prompt").sendKeys(Keys.ESCAPE);
        browser.awaitAnswer();
        String written = answers().getLast();
        assertEquals(1, browser.all(".message.assistant .body.plain").size());
        browser.reload();
        browser.until(() -> !answers().isEmpty());
        assertEquals(written, answers().getLast());
    }

    @Test
    void a_model_that_was_freed_is_said_to_be_loaded() throws Exception {
        browser.say("Hi");
        browser.awaitAnswer();
        server.ask("POST", "api/generate", "{\"model\": \"smollm2\", \"keep_alive\": 0}");
        browser.script(
                """
                        window.waits = [];
                        new MutationObserver(() => waits.push(document.querySelector('.waiting > span:not(.dots)')?.textContent))
                            .observe(document.getElementById('messages'), {childList: true, subtree: true, characterData: true});""");
        browser.say("Hi again");
        browser.awaitAnswer();
        String waits = String.valueOf(browser.script("return waits.join('; ')"));
        assertTrue(waits.contains("Loading smollm2"), waits);
    }

    @Test
    void an_answer_that_could_not_be_kept_is_kept_when_there_is_room() throws Exception {
        String id = full();
        browser.open(server.address() + "#" + id);
        browser.say("Name a bird.");
        String trouble = browser.text(".trouble p");
        assertTrue(trouble.startsWith("This answer is not kept.") && trouble.contains("10,001"), trouble);
        String answer = answers().getLast();
        String other = server.keep("Elsewhere", "Hello", "Hello too");
        browser.script("location.hash = '%s'".formatted(other));
        browser.until(() -> said().equals(List.of("Hello")));
        browser.script("location.hash = '%s'".formatted(id));
        browser.until(() -> browser.texts(".trouble button").equals(List.of("Keep it again")));
        assertEquals(1L, browser.script(
                "return performance.getEntriesByName(origin + '/panallama/conversations/%s').length".formatted(other)));

        for (int i = 1; i <= 3; i++)
            server.ask("DELETE", "panallama/conversations/%s/messages/%s".formatted(id,
                    messages(id).get(i).path("id").asString()), "");
        browser.click(".trouble button");
        browser.awaitAnswer();
        assertEquals(answer.strip(), answers().getLast().strip());
        assertEquals(answer.strip(), messages(id).get(messages(id).size() - 1).path("content").asString().strip());
        browser.say("And another one.");
        browser.until(() -> said().size() == 3 && answers().size() == 2);
        browser.awaitAnswer();
        assertEquals(List.of(), browser.all(".trouble"));
    }

    private static String name(int place) {
        return new UUID(0, place).toString();
    }

    /// Keeps a conversation that has room for one message more.
    private static String full() throws Exception {
        var conversation = JsonMapper.shared().createObjectNode().put("title", "Full").put("leaf", name(0));
        conversation.putObject("settings").put("max_tokens", 12).put("temperature", 0);
        var all = conversation.putArray("messages");
        for (int i = 0; i < MOST - 1; i++)
            all.addObject().put("id", name(i)).putNull("parent").put("role", "user").put("content", "Hello");
        var file = JsonMapper.shared().createObjectNode().put("format", "panallama-conversations").put("version", 1);
        file.putArray("conversations").add(conversation);
        server.ask("POST", "panallama/conversations/import", file.toString());
        var list = server.ask("GET", "panallama/conversations", "").path("conversations");
        return StreamSupport.stream(list.spliterator(), false).filter(it -> it.path("title").asString().equals("Full"))
                .findFirst().orElseThrow().path("id").asString();
    }
}
