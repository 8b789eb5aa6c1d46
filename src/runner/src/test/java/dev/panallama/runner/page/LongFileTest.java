package dev.panallama.runner.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.TestModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Of a file that is longer than the context, the passages go that say something about the question.
class LongFileTest {
    private static final String NOISE = "The sea was calm that day, and the boats lay still in the harbour. ";

    @TempDir
    static Path folder;

    private static PageServer server;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        server = new PageServer(folder, List.of(TestModel.file()), Optional.empty());
        browser = new Browser(folder);
        browser.answersBriefly();
        browser.open(server.address());
    }

    @AfterAll
    static void stop() {
        browser.close();
        server.close();
    }

    @Test
    void a_file_of_many_pages_is_answered_about() throws Exception {
        Path file = Files.writeString(folder.resolve("log.txt"), "A log.\n" + (NOISE.repeat(20) + "\n").repeat(60)
                + "The keeper of the lighthouse is called Marit.\n" + (NOISE.repeat(20) + "\n").repeat(60));
        browser.script("document.getElementById('file-picker').hidden = false");
        browser.all("#file-picker").getFirst().sendKeys(file.toString());
        browser.until(() -> browser.texts("#attachments .file span").equals(List.of("log.txt")));
        browser.say("Who is the keeper of the lighthouse?");
        browser.awaitAnswer();
        String id = server.ask("GET", "panallama/conversations", "").path("conversations").get(0).path("id").asString();
        var messages = server.ask("GET", "panallama/conversations/" + id, "").path("messages");
        int prompt = messages.get(1).path("stats").path("prompt_tokens").asInt();
        assertTrue(prompt > 100 && prompt < 1800, messages.get(1)::toString); // of 2,048
        assertTrue(browser.text(".stats").matches(".* · read \\d+ of \\d+ passages of log.txt.*"),
                () -> browser.text(".stats"));
        assertEquals(Files.size(file), messages.get(0).path("attachments").get(0).path("text").asString().length());
        assertEquals("", browser.violations());
    }

    @Test
    void passages_are_chosen_by_the_rare_words_of_the_question_and_stay_in_order() {
        String chosen = excerpt(
                "'A log.\\n' + filler + 'Marit keeps the lighthouse.\\n' + filler + 'The lighthouse is white.\\n' + filler",
                "'Who keeps the lighthouse?'", 1400);
        assertTrue(chosen.matches("(?s)A log\\..*\\[…]\n.*Marit keeps.*\\[…]\n.*is white\\..*\\[…]\n"), chosen);
        assertTrue(chosen.length() < 1450, chosen);
        assertEquals("all of it", excerpt("'all of it'", "'what?'", 9));
        assertTrue(excerpt("'海は静かです。'.repeat(300) + '灯台守はマリットです。'", "'灯台守は誰ですか'", 1000).contains("マリット"));
        assertTrue(excerpt("'x'.repeat(5000)", "''", 700).length() <= 710);
    }

    @Test
    void short_files_leave_their_room_to_long_ones() {
        assertEquals("[100, 1400, 1500]", String.valueOf(browser.scriptThatCallsBack("""
                const done = arguments[arguments.length - 1];
                const files = [9000, 100, 1400].map((it) => ({ text: 'x'.repeat(it) }));
                import('/page/reading.js').then((it) => done([...it.shares(files, 3000).values()]));
                """)));
    }

    @Test
    void a_text_has_a_limit_in_bytes_however_it_comes() {
        assertEquals("[short]", String.valueOf(browser.scriptThatCallsBack("""
                const done = arguments[arguments.length - 1];
                import('/page/attachments.js').then(({ Attachments }) => {
                  const taken = new Attachments(document.createElement('div'));
                  taken.add('short', 'ä'.repeat(500_000));
                  taken.add('long', 'ä'.repeat(600_000)); // of two bytes each
                  done(taken.files.map((it) => it.name));
                });""")));
    }

    private static String excerpt(String text, String question, int characters) {
        return String.valueOf(browser.scriptThatCallsBack(
                """
                        const done = arguments[arguments.length - 1];
                        const filler = ('The sea was calm. '.repeat(40) + '\\n').repeat(3);
                        import('/page/passages.js').then((it) => done(it.excerpt(%s, %s, %d).text), (failure) => done(String(failure)));
                        """
                        .formatted(text, question, characters)));
    }
}
