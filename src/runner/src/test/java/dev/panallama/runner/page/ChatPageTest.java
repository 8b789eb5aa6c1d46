package dev.panallama.runner.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.gguf.GgufValue;
import dev.panallama.runner.TestModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.support.ui.Select;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Somebody talks to a model.
class ChatPageTest {
    /// Has a model think, as some do that were made for it.
    private static final String THINKS = """
            {% for m in messages %}<|im_start|>{{ m.role }}
            {% if m.reasoning_content %}<think>{{ m.reasoning_content }}</think>{% endif %}{{ m.content }}<|im_end|>
            {% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
            {% if enable_thinking %}<think>
            {% endif %}{% endif %}""";

    @TempDir
    static Path folder;

    private static PageServer server;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        Path thinker = folder.resolve("thinker.gguf");
        TinyModels.withMetadata(TestModel.file(), thinker, "tokenizer.chat_template", GgufValue.text(THINKS));
        server = new PageServer(folder, List.of(TestModel.file(), TinyModels.bert(), thinker), Optional.empty());
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

    private static List<String> answers() {
        return browser.texts(".message.assistant .body");
    }

    private static List<String> said() {
        return browser.texts(".message.user .body");
    }

    private static void talk(String text) {
        browser.say(text);
        browser.awaitAnswer();
    }

    /// Has the same question answered without the page.
    private static JsonNode asked(String question) throws Exception {
        var request = JsonMapper.shared().createObjectNode().put("model", "smollm2").put("max_tokens", 12)
                .put("temperature", 0);
        request.putArray("messages").addObject().put("role", "user").put("content", question);
        return server.ask("POST", "v1/chat/completions", request.toString());
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\W+"));
    }

    @Test
    void an_answer_streams_and_says_what_it_took() throws Exception {
        assertEquals("smollm2", browser.text("#model-button .model-name"));
        talk("What is the capital of France?");
        assertEquals(words(asked("What is the capital of France?").at("/choices/0/message/content").asString()),
                words(answers().getFirst()));
        String stats = browser.text(".stats");
        assertTrue(stats.matches("[\\d.]+ tokens/s · \\d+ tokens · first after .*"), stats);
        assertTrue(browser.text("#gauge").endsWith("%"));
        assertEquals("What is the capital of France?", browser.text(".conversation.current .title"));
        browser.until(() -> browser.texts("#said").equals(List.of("The answer is complete.")));
    }

    @Test
    void an_answer_that_is_stopped_stops_on_the_server_and_what_there_is_of_it_is_kept() {
        talk("Hi"); // now the model is there
        browser.script("localStorage.setItem('panallama.settings', '{\"temperature\": 0}')");
        browser.open(server.address());
        long before = server.statistics().generatedTokens();
        browser.say("Write down all numbers from 1 to 400, one in a line.");
        browser.until(() -> server.statistics().generatedTokens() > before + 10);
        browser.keys(Keys.ESCAPE);
        browser.until(server::isQuiet);
        long after = server.statistics().generatedTokens();
        browser.awaitAnswer();
        assertTrue(browser.texts(".stats").getLast().contains("stopped by you"), browser.texts(".stats")::toString);
        assertEquals(after, server.statistics().generatedTokens());
        String text = answers().getLast();
        browser.reload();
        browser.until(() -> !answers().isEmpty());
        assertEquals(text, answers().getLast());
    }

    @Test
    void an_answer_asked_for_again_and_a_message_that_is_edited_stand_beside_the_first() {
        talk("Say a word.");
        browser.press("Regenerate");
        browser.until(() -> browser.texts(".message.assistant .branches span").contains("2/2"));
        browser.awaitAnswer();
        browser.press("Version before");
        browser.until(() -> browser.texts(".message.assistant .branches span").contains("1/2"));

        browser.keys(Keys.ESCAPE);
        browser.find("#prompt").sendKeys(Keys.ARROW_UP);
        browser.find(".edit").sendKeys(Keys.chord(Keys.CONTROL, "a"), "Say another word.", Keys.ENTER);
        browser.until(() -> said().equals(List.of("Say another word.")));
        browser.awaitAnswer();
        assertEquals("2/2", browser.texts(".message.user .branches span").getFirst());

        browser.press("Version before");
        browser.until(() -> said().equals(List.of("Say a word.")));
        browser.reload();
        browser.until(() -> !browser.all(".message.user .branches").isEmpty());
        assertEquals("1/2", browser.texts(".message.user .branches span").getFirst());
        assertEquals("2/2", browser.texts(".message.assistant .branches span").getFirst());
    }

    @Test
    void an_answer_goes_on_where_it_ended() {
        talk("Count from one to twenty in words.");
        String begun = answers().getFirst();
        assertTrue(browser.text(".stats").contains("limit of its length"), browser.text(".stats"));
        browser.press("Continue this answer");
        browser.until(() -> answers().getFirst().length() > begun.length());
        browser.awaitAnswer();
        assertTrue(answers().getFirst().startsWith(begun.strip()), answers()::toString);
        assertEquals(1, answers().size());
    }

    @Test
    void a_message_is_deleted_with_what_follows_after_a_question() {
        talk("One");
        talk("Two");
        browser.script("document.querySelectorAll('.message.user [aria-label=\"Delete message\"]')[1].click()");
        assertTrue(browser.text("dialog p").contains("message that follows"), browser.text("dialog p"));
        browser.click("dialog .danger");
        browser.until(() -> said().equals(List.of("One")));
        browser.reload();
        browser.until(() -> said().equals(List.of("One")) && answers().size() == 1);
    }

    @Test
    void conversations_outlive_the_server_and_are_found_renamed_and_deleted() throws Exception {
        String id = server.keep("A talk about herons", "Which bird stands still?", "The heron does.");
        server.restart();
        browser.open(server.address() + "#" + id);
        browser.until(() -> answers().contains("The heron does.\n") || answers().contains("The heron does."));

        browser.chord("k", Keys.CONTROL);
        browser.find("#search").sendKeys("STANDS still");
        browser.until(() -> browser.texts(".snippet mark").contains("stands still"));
        assertEquals(List.of("A talk about herons"), browser.texts(".conversation .title"));

        browser.press("Menu of A talk about herons");
        browser.click(".menu-item");
        browser.find(".rename").sendKeys("Her");
        browser.script("""
                const fetch = window.fetch;
                window.lists = 0;
                window.fetch = (...asked) => fetch(...asked).finally(() => window.lists++);
                new BroadcastChannel("panallama").postMessage(null);""");
        browser.until(() -> browser.script("return window.lists > 0").equals(true)); // something has changed elsewhere
        browser.find(".rename").sendKeys("ons", Keys.ENTER);
        browser.until(() -> browser.texts(".conversation .title").contains("Herons"));

        browser.press("Menu of Herons");
        browser.click(".menu-item.danger");
        browser.until(() -> browser.all(".conversation .title").isEmpty());
        browser.click(".toast .text-button");
        browser.until(() -> browser.texts(".conversation .title").contains("Herons"));
        assertEquals("Herons", server.ask("GET", "panallama/conversations/" + id, "").path("title").asString());

        browser.press("Menu of Herons");
        browser.click(".menu-item.danger");
        browser.until(() -> {
            browser.reload(); // who leaves does not take it back
            return !browser.texts(".conversation .title").contains("Herons");
        });
    }

    @Test
    void what_cannot_be_kept_stays_where_it_was_written() throws Exception {
        Path text = Files.writeString(folder.resolve("birds.txt"), "The heron stands.");
        browser.script("document.getElementById('file-picker').hidden = false");
        browser.all("#file-picker").getFirst().sendKeys(text.toString());
        browser.until(() -> browser.texts("#attachments .file span").equals(List.of("birds.txt")));
        server.stop();
        browser.say("Which bird stands?");
        assertTrue(browser.text(".toast.error span").contains("cannot be reached"), browser.text(".toast.error span"));
        assertEquals("Which bird stands?", value("#prompt"));
        assertEquals(List.of("birds.txt"), browser.texts("#attachments .file span"));
        server.restart();
        browser.until(() -> browser.find("#send").isEnabled());
        browser.find("#prompt").sendKeys(Keys.ENTER);
        browser.awaitAnswer();
        assertEquals(List.of("Which bird stands?"), said());
        assertEquals("", value("#prompt"));
        assertEquals(List.of(), browser.texts("#attachments .file span"));

        server.stop();
        browser.find("#prompt").sendKeys(Keys.ARROW_UP);
        browser.find(".edit").sendKeys(" And why?", Keys.ENTER);
        browser.until(() -> browser.all(".toast.error").size() > 1);
        assertEquals("Which bird stands? And why?", value(".edit"));
        server.restart();
    }

    @Test
    void what_a_model_is_told_stands_at_the_beginning_and_is_not_changed_there() throws Exception {
        String id = server.keep("Told", "Hello", "Hello too");
        String path = "panallama/conversations/" + id;
        server.ask("POST", path + "/messages", "{\"parent\": null, \"role\": \"system\", \"content\": \"Rhyme.\"}");
        server.ask("PATCH", path, "{\"settings\": {\"system\": \"Be brief.\"}}");
        browser.open(server.address() + "#" + id);
        browser.until(
                () -> browser.texts(".message.system .body").stream().anyMatch(it -> it.strip().equals("Rhyme.")));
        assertEquals(List.of(), browser.all(".message.system [aria-label=Edit]"));
        browser.click("#instructions summary");
        assertEquals("Be brief.", browser.text("#instructions div"));
        assertEquals("", browser.barriers());
    }

    @Test
    void models_of_one_file_have_what_their_makers_set() throws Exception {
        server.ask("POST", "api/create",
                "{\"model\": \"lively\", \"from\": \"smollm2\", \"parameters\": {\"temperature\": 1.7}, \"stream\": false}");
        browser.reload();
        browser.click("#parameters-button");
        for (String model : List.of("smollm2", "lively", "smollm2")) {
            browser.click("#model-button");
            browser.click(".model[data-name='%s:latest']".formatted(model));
            browser.until(() -> model.equals("lively") == "1.7".equals(
                    browser.find("#setting-temperature").getAttribute("placeholder")));
        }
        server.ask("DELETE", "api/delete", "{\"model\": \"lively\"}");
    }

    @Test
    void all_conversations_go_out_as_a_file_and_come_in_again() throws Exception {
        server.keep("To be carried", "Here", "There");
        browser.reload();
        browser.press("Export and import");
        browser.click(".menu-item");
        Path file = folder.resolve("panallama-conversations.json");
        browser.until(() -> Files.exists(file));
        browser.until(() -> browser.texts(".conversation .title").contains("To be carried"));
        long before = browser.texts(".conversation .title").stream().filter("To be carried"::equals).count();
        browser.script("document.getElementById('import-picker').hidden = false");
        browser.all("#import-picker").getFirst().sendKeys(file.toString());
        browser.until(() -> browser.texts(".conversation .title").stream().filter("To be carried"::equals)
                .count() == 2 * before);
        assertTrue(browser.text(".toast").contains("imported"));
        browser.all("#import-picker").getFirst().sendKeys(file.toString()); // the same file once more
        browser.until(() -> browser.texts(".conversation .title").stream().filter("To be carried"::equals)
                .count() == 3 * before);
    }

    @Test
    void two_tabs_show_the_same_conversation() {
        talk("First");
        String first = browser.newTab(browser.address());
        browser.until(() -> said().equals(List.of("First")));
        talk("Second");
        List<String> there = answers();
        browser.to(first);
        browser.until(() -> said().equals(List.of("First", "Second")) && answers().equals(there));
    }

    @Test
    void files_go_with_a_message_and_what_is_no_text_is_refused() throws Exception {
        Path text = Files.writeString(folder.resolve("colours.txt"), "The wall is green.");
        Path zeros = Files.write(folder.resolve("zeros.bin"), new byte[100]);
        browser.script("document.getElementById('file-picker').hidden = false");
        browser.all("#file-picker").getFirst().sendKeys(text.toString());
        browser.all("#file-picker").getFirst().sendKeys(zeros.toString());
        assertEquals("zeros.bin is no text file.", browser.text(".toast span"));
        browser.until(() -> browser.texts("#attachments .file span").equals(List.of("colours.txt")));
        browser.script(
                """
                        const data = new DataTransfer();
                        data.setData('text/plain', 'word '.repeat(1000));
                        document.getElementById('prompt').dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, cancelable: true}));
                        """);
        browser.until(
                () -> browser.texts("#attachments .file span").equals(List.of("colours.txt", "pasted.txt")));
        browser.press("Remove pasted.txt");
        talk("Which colour has the wall?");
        int read = asked("File colours.txt:\n```\nThe wall is green.\n```\n\nWhich colour has the wall?")
                .at("/usage/prompt_tokens").asInt();
        assertEquals("The prompt had %d tokens, of which 0 were known.".formatted(read),
                browser.find(".stats").getAttribute("title").replaceFirst("which \\d+", "which 0"));
        browser.click(".message.user .file");
        assertEquals("The wall is green.", browser.text(".file-text"));
    }

    @Test
    void parameters_decide_and_are_kept_with_the_conversation() throws Exception {
        browser.click("#parameters-button");
        browser.find("#setting-max_tokens").sendKeys(Keys.chord(Keys.CONTROL, "a"), "3");
        browser.find("#setting-seed").sendKeys("7");
        browser.find("#setting-top_p").sendKeys("7");
        assertEquals("true", browser.find("#setting-top_p").getAttribute("aria-invalid"));
        talk("Tell me a story.");
        assertTrue(browser.text(".stats").contains("3 tokens"), browser.text(".stats"));
        String id = browser.address().substring(browser.address().indexOf('#') + 1);
        var settings = server.ask("GET", "panallama/conversations/" + id, "").path("settings");
        assertEquals("{\"max_tokens\":3,\"temperature\":0,\"seed\":7}".length(), settings.toString().length(),
                settings::toString);
        assertEquals(7, settings.path("seed").asInt());

        var instructions = browser.find("#setting-system");
        instructions.sendKeys("Be");
        browser.script("new BroadcastChannel('panallama').postMessage('%s')".formatted(id)); // another tab has said something
        instructions.sendKeys(" brief.");
        browser.script("location.hash = '%s'".formatted(server.keep("Elsewhere", "Hello", "Hello too")));
        browser.until(() -> said().equals(List.of("Hello")) && value("#setting-system").isEmpty());
        assertEquals("Be brief.", instructions(id));
        browser.click("#parameters-button");
    }

    @Test
    void parameters_typed_just_before_leaving_go_nowhere_else_and_are_kept() throws Exception {
        String id = server.keep("Elsewhere", "Hello", "Hello too");
        browser.click("#parameters-button");
        browser.find("#setting-system");
        browser.script("%s; location.hash = '%s'".formatted(typed("Of a chat that is not begun."), id));
        browser.until(() -> said().equals(List.of("Hello")) && value("#setting-system").isEmpty());
        browser.script(typed("Be brief.") + "; location.reload()");
        browser.until(() -> instructions(id).equals("Be brief."));
    }

    private static String instructions(String id) {
        try {
            return server.ask("GET", "panallama/conversations/" + id, "").at("/settings/system").asString();
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private static String typed(String instructions) {
        return """
                const area = document.getElementById('setting-system');
                area.value = '%s';
                area.dispatchEvent(new Event('input'))""".formatted(instructions);
    }

    @Test
    void presets_are_saved_chosen_changed_and_deleted() throws Exception {
        browser.click("#parameters-button");
        browser.find("#setting-system").sendKeys("Be brief.");
        browser.find("#setting-seed").sendKeys("7");
        browser.press("Save as a preset");
        browser.find("dialog input").sendKeys("<b>Terse</b>", Keys.ENTER);
        browser.until(() -> preset().equals("<b>Terse</b>"));
        browser.find("#setting-seed").sendKeys("1");
        assertEquals("", preset()); // it is another set now

        browser.reload();
        browser.click("#parameters-button");
        browser.until(() -> browser.texts(".presets option").equals(List.of("No preset", "<b>Terse</b>")));
        assertEquals("", value("#setting-system"));
        assertEquals("", browser.barriers());
        choose("<b>Terse</b>");
        browser.until(() -> value("#setting-system").equals("Be brief.") && value("#setting-seed").equals("7"));
        talk("Tell me a story.");
        String id = browser.address().substring(browser.address().indexOf('#') + 1);
        var settings = server.ask("GET", "panallama/conversations/" + id, "").path("settings");
        assertEquals("Be brief.", settings.path("system").asString());

        browser.press("Delete this preset");
        browser.until(() -> browser.texts(".presets option").equals(List.of("No presets yet")));
        assertEquals("Be brief.", value("#setting-system"));
        browser.click(".toast .text-button");
        browser.until(() -> preset().equals("<b>Terse</b>"));
    }

    private static String preset() {
        return value(".presets select");
    }

    private static String value(String css) {
        return String.valueOf(browser.find(css).getDomProperty("value"));
    }

    private static void choose(String preset) {
        new Select(browser.find(".presets select")).selectByVisibleText(preset);
    }

    @Test
    void a_context_that_is_full_is_said_and_nothing_is_forgotten() {
        browser.find("#prompt");
        browser.script("""
                const field = document.getElementById('prompt');
                field.value = 'word '.repeat(2500);
                field.dispatchEvent(new Event('input'));
                document.getElementById('send').click()""");
        String trouble = browser.text(".trouble p");
        assertTrue(trouble.startsWith("The context is full") && trouble.contains("2,048"), trouble);
        assertEquals(1, said().size());
        assertEquals("Try again", browser.text(".trouble button"));
    }

    @Test
    void models_are_chosen_freed_and_told_apart_from_those_that_cannot_chat() {
        browser.click("#model-button");
        browser.click(".model[data-name='smollm2:latest']");
        talk("Hi");
        browser.click("#model-button");
        assertTrue(browser.text(".model[data-name='smollm2:latest']").contains("Q4_1 · 98 MB"),
                browser.texts(".model")::toString);
        browser.until(() -> browser.texts(".model .status").contains("In memory, on the CPU · 2,048 tokens"));
        browser.until(() -> browser.texts(".model:disabled").stream().anyMatch(it -> it.contains("does not chat")));
        browser.press("Free the memory of smollm2");
        browser.until(() -> browser.all("#model-button .lamp.on").isEmpty());
    }

    @Test
    void thoughts_are_folded_apart_from_the_answer_and_can_be_switched_off() {
        browser.click("#model-button");
        browser.click(".model[data-name='thinker:latest']");
        browser.click("#parameters-button");
        browser.until(() -> browser.all("#parameters input[name=think]").size() == 3);
        browser.script("document.querySelector('input[name=think][value=on]').click()");
        talk("Which is larger, 3 or 5?");
        assertTrue(browser.texts(".message .thought-text").getFirst().length() > 5,
                browser.texts(".message .thought-text")::toString);
        assertEquals("", answers().getFirst().strip());
        assertEquals(List.of("false"),
                browser.all(".message .thought").stream().map(it -> it.getDomProperty("open")).toList());
        browser.script("document.querySelector('input[name=think][value=off]').click()");
        talk("And now?");
        assertEquals(1, browser.all(".message .thought").size());
        assertFalse(answers().getLast().isBlank());
    }

    @Test
    void an_answer_is_called_by_its_model_and_by_nothing_where_that_is_not_known() throws Exception {
        String id = server.keep("Brought along", "Hello", "Hello too");
        browser.open(server.address() + "#" + id);
        browser.until(() -> !answers().isEmpty());
        assertEquals(List.of(), browser.texts(".who"));
        assertEquals("Answer", browser.find(".message.assistant").getAttribute("aria-label"));
        talk("And now?");
        assertEquals(List.of("smollm2"), browser.texts(".who"));
    }

    @Test
    void a_keyboard_is_enough() {
        browser.keys("Name a colour.");
        browser.chord(Keys.ENTER, Keys.SHIFT);
        browser.keys("One word.", Keys.ENTER);
        browser.awaitAnswer();
        assertEquals(List.of("Name a colour.\nOne word."), said());
        browser.chord("b", Keys.CONTROL);
        browser.until(() -> browser.script("return getComputedStyle(sidebar).display").equals("none"));
        browser.chord("k", Keys.CONTROL);
        browser.until(() -> browser.script("return document.activeElement.id").equals("search"));
        browser.keys(Keys.ARROW_DOWN);
        assertEquals("A", browser.script("return document.activeElement.tagName"));
        browser.chord("o", Keys.CONTROL, Keys.SHIFT);
        browser.until(() -> browser.all(".message").isEmpty());
        assertEquals("prompt", browser.script("return document.activeElement.id"));
        browser.keys(Keys.TAB);
        String outline = String.valueOf(browser.script("return getComputedStyle(document.activeElement).outlineStyle"));
        assertNotEquals("none", outline);
    }
}
