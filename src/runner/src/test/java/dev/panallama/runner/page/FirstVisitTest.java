package dev.panallama.runner.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.store.HubServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/// Somebody comes who has no model yet, to a server that wants a key.
class FirstVisitTest {
    private static final String KEY = "open sesame";

    @TempDir
    static Path folder;

    private static HubServer hub;
    private static PageServer server;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        hub = new HubServer();
        hub.repository("user/tiny-GGUF", "mit", Map.of("tiny-Q8_0.gguf", Files.readAllBytes(TinyModels.llama())));
        server = new PageServer(folder, List.of(), Optional.of(hub.hub()), KEY);
        browser = new Browser(folder);
        browser.before("localStorage.setItem('panallama.settings', '{\"max_tokens\": 20}')");
    }

    @AfterAll
    static void stop() {
        browser.close();
        server.close();
        hub.close();
    }

    private static void get(String model) {
        browser.find(".other input").sendKeys(model, Keys.ENTER);
    }

    @Test
    void a_key_is_asked_for_and_a_model_is_found_fetched_used_and_removed() {
        browser.openAsIs(server.address());
        browser.find("dialog input[type=password]").sendKeys("wrong", Keys.ENTER);
        browser.until(() -> browser.all("dialog").size() == 1
                && browser.find("dialog input[type=password]").getDomProperty("value").isEmpty());
        browser.find("dialog input[type=password]").sendKeys(KEY, Keys.ENTER);

        assertEquals("Welcome to Panallama", browser.text("h1"));
        browser.until(() -> browser.texts(".catalog .fit.good").contains("fits this machine"));
        assertTrue(browser.texts(".catalog li").getFirst().contains("98 MB"), browser.text(".catalog"));
        assertEquals("No model yet", browser.text("#model-button .model-name"));
        assertFalse(browser.find("#send").isEnabled());

        hub.files.slow = true;
        get("user/tiny-GGUF:Q8_0");
        browser.until(() -> browser.all("progress").stream()
                .anyMatch(it -> Double.parseDouble(it.getDomProperty("value")) > 0));
        assertTrue(browser.text(".progress small").matches(".* of .*B"), browser.text(".progress small"));
        browser.click(".progress button");
        browser.until(() -> browser.all("progress").isEmpty());
        assertEquals("No model yet", browser.text("#model-button .model-name"));

        hub.files.slow = false;
        get("user/tiny-GGUF:Q8_0");
        browser.until(() -> browser.text("#model-button .model-name").equals("hf.co/user/tiny-GGUF:Q8_0"));
        browser.say("Hello");
        browser.awaitAnswer();
        assertTrue(browser.text(".stats").contains("tokens"), browser.text(".stats"));

        browser.click("#model-button");
        browser.press("Remove hf.co/user/tiny-GGUF:Q8_0");
        browser.click("dialog .danger");
        browser.until(() -> browser.text("#model-button .model-name").equals("No model yet"));
    }
}
