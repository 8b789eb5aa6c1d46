package dev.panallama.runner.desktop.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.ChatOptions;
import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.TestModel;
import dev.panallama.runner.conversations.ConversationStore;
import dev.panallama.runner.desktop.Display;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppTest {
    @TempDir
    Path folder;

    @Test
    void the_window_chats_keeps_what_was_said_serves_remembers_and_frees_its_model() throws Exception {
        Path settings = folder.resolve("app.json");
        try (Display display = Display.start()) {
            assertEquals(List.of("answer: The capital of France is Paris.",
                    "kept: What is the capital of France? Answer in one sentence.", "served: 200",
                    "logged: GET /api/tags", "others: 401 without the key, 200 with it",
                    "theme: DARK", "workers: 0"),
                    visit(display, AppVisit.class, TestModel.file().toString(), settings));
            assertEquals(List.of("resumed: The capital of France is Paris.", "messages: 4", "deleted: 0 messages"),
                    visit(display, AppReturn.class, TestModel.file().toString(), settings));
        }
        try (var kept = new ConversationStore(folder.resolve("conversations"))) {
            assertEquals(List.of(), kept.ids());
        }
        Settings kept = Settings.read(settings);
        assertEquals(Theme.DARK, kept.theme());
        assertEquals("smollm2", kept.model());
        assertEquals(0, kept.parameters().numbers().get(Parameters.Name.TEMPERATURE));
        assertEquals(0, kept.serving().port());
        assertTrue(kept.serving().network() && kept.serving().key().length() == 32, kept::toString);
        if (Files.getFileStore(settings).supportsFileAttributeView(PosixFileAttributeView.class))
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(settings)));
    }

    @Test
    void nobody_serves_others_without_a_key() {
        var open = new Serving(0, true, " ");
        String message = assertThrows(IllegalArgumentException.class, open::options).getMessage();
        assertTrue(message.contains("give a key"), message);
        assertEquals(Set.of(), new Serving(0, false, "").options().keys());
    }

    @Test
    void without_a_model_it_offers_one_and_offers_it_again_when_that_has_failed() throws Exception {
        try (Display display = Display.start()) {
            assertEquals(
                    List.of("Begin with SmolLM2, 98 MB", "while it is fetched: false", "when that has failed: true"),
                    visit(display, FirstVisit.class, "", folder.resolve("app.json")));
        }
    }

    /// Returns what a visitor has seen.
    private List<String> visit(Display display, Class<?> visitor, String model, Path settings) throws Exception {
        JavaProcess.Result result = display.run(
                JavaProcess.command(visitor.getName(), model, settings.toString(),
                        folder.resolve("models").toString()),
                Map.of("PANALLAMA_CONVERSATIONS", folder.resolve("conversations").toString()));
        assertEquals(0, result.exitCode(), result::err);
        return result.out().lines().toList();
    }

    @Test
    void without_a_display_it_says_what_to_use_instead() throws Exception {
        JavaProcess.Result result = JavaProcess.panallama("", Map.of("DISPLAY", ""), "app");
        assertEquals(1, result.exitCode());
        assertTrue(result.err().contains("panallama run") && result.err().contains("panallama serve"), result::err);
    }

    @Test
    void parameters_change_what_was_chosen_and_are_read_as_they_were_written() {
        Parameters chosen = Parameters.USUAL.with(Parameters.Name.TEMPERATURE, 1.5)
                .with(Parameters.Name.MAX_TOKENS, 64)
                .with(Parameters.Name.SEED, 7)
                .withSystem("Be short.");
        assertEquals(chosen, Parameters.read(chosen.json()));
        ChatOptions usual = ChatOptions.defaults();
        ChatOptions changed = chosen.of(usual);
        assertEquals("Be short.", changed.system());
        assertEquals(64, changed.generation().maxTokens());
        assertEquals(7, changed.sampler().seed());
        assertEquals(1.5, Parameters.Name.TEMPERATURE.in(changed), 1e-6);
        assertEquals(Parameters.Name.TOP_K.in(usual), Parameters.Name.TOP_K.in(changed));
        assertEquals(usual, Parameters.USUAL.of(usual));
    }

    @Test
    void settings_that_cannot_be_read_are_the_first_ones() throws Exception {
        Path file = Files.writeString(folder.resolve("app.json"), "{\"theme\": \"purple\"");
        assertEquals(Theme.LIGHT, Settings.read(file).theme());
        assertEquals(Settings.read(folder.resolve("none")), Settings.read(file));
    }
}
