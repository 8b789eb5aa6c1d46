package dev.panallama.runner.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.gguf.GgufValue;
import dev.panallama.runner.store.HubServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/// Somebody wants a model whose licence has to be accepted.
class LicensePageTest {
    private static final String ACCEPT = ".license .primary";
    private static final String DECLINE = ".license .buttons .button:not(.primary)";

    @TempDir
    Path folder;

    private HubServer hub;
    private PageServer server;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        hub = new HubServer();
        byte[] model = Files.readAllBytes(TinyModels.llama());
        hub.repository("TheBloke/Llama-2-7B-Chat-GGUF", "llama2", Map.of("small-Q4_K_M.gguf", model));
        hub.repository("TheBloke/Llama-2-13B-chat-GGUF", "llama2", Map.of("large-Q4_K_M.gguf", model));
        Path unnamed = folder.resolve("unnamed.gguf");
        TinyModels.withMetadata(TinyModels.llama(), unnamed, "general.license", GgufValue.text("llama2"));
        hub.repository("user/unnamed-GGUF", "other", Map.of("unnamed-Q8_0.gguf", Files.readAllBytes(unnamed)));
        server = new PageServer(folder, List.of(), Optional.of(hub.hub()));
        browser = new Browser(folder);
        browser.open(server.address());
    }

    @AfterEach
    void stop() {
        assertEquals("", browser.violations());
        browser.close();
        server.close();
        hub.close();
    }

    @Test
    void a_licence_is_read_declined_accepted_and_not_asked_for_again() throws Exception {
        browser.press("Download Llama 2 7B Chat");
        assertEquals("Llama 2 Community License", browser.text(".license h2"));
        assertTrue(browser.text(".license .terms").contains("acceptable use policy"));
        assertEquals(List.of("https://ai.meta.com/llama/license", "https://ai.meta.com/llama/use-policy"),
                browser.all(".license a").stream().map(it -> it.getAttribute("href")).toList());
        assertEquals("", browser.barriers());
        browser.keys(Keys.ENTER); // whoever is typing accepts nothing
        browser.until(() -> browser.texts(".failure").contains(
                "It is not downloaded: the Llama 2 Community License is not accepted."));

        browser.press("Download Llama 2 7B Chat");
        browser.click(DECLINE);
        browser.until(() -> browser.all("dialog").isEmpty());
        assertEquals(List.of(), downloads());
        assertEquals("No model yet", browser.text("#model-button .model-name"));

        browser.press("Download Llama 2 7B Chat");
        browser.click(ACCEPT);
        browser.until(() -> browser.text("#model-button .model-name").equals("llama2"));
        assertEquals(1, downloads().size());

        browser.click("#model-button");
        browser.click("#model-picker .menu-item");
        browser.press("Download Llama 2 13B Chat");
        browser.until(() -> downloads().size() == 2 && browser.all(".license").isEmpty());
        browser.until(() -> browser.texts(".toast span").contains("llama2:13b is here."));
    }

    @Test
    void a_licence_that_only_the_file_names_is_asked_for_when_it_is_there_and_it_is_not_fetched_twice() {
        browser.find(".other input").sendKeys("user/unnamed-GGUF", Keys.ENTER);
        browser.click(ACCEPT);
        browser.until(() -> browser.text("#model-button .model-name").startsWith("hf.co/user/unnamed-GGUF"));
        assertEquals(1, downloads().size());
    }

    private List<String> downloads() {
        return hub.files.requests.stream().filter(it -> it.contains("/resolve/")).toList();
    }
}
