package dev.panallama.runner.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.panallama.Adapters;
import dev.panallama.ChatOptions;
import dev.panallama.LoraAdapter;
import dev.panallama.Model;
import dev.panallama.SessionOptions;
import dev.panallama.TinyLora;
import dev.panallama.TinyModels;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.runner.console.Notices;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DialogueTest {
    @TempDir
    Path folder;

    @Test
    void adapters_stay_on_the_model_when_settings_change() throws Exception {
        Path lora = TinyLora.random(TinyModels.llama(), 1, 4, "blk.*").write(folder.resolve("lora.gguf"));
        var options = ChatOptions.defaults()
                .withSession(SessionOptions.defaults().withThreads(1).withContextLength(512));
        var chatting = options.withTemplate(ChatTemplate.parse("{{ messages[0]['content'] }}"));
        try (Model model = Model.load(TinyModels.llama()); LoraAdapter adapter = model.loadAdapter(lora)) {
            Adapters adapters = Adapters.of(adapter);
            assertKept(adapters, new PlainText(model, adapters, options));
            assertKept(adapters, new Conversation(model, adapters, chatting, List.of(), Notices.onStandardError()));
        }
    }

    private static void assertKept(Adapters adapters, Dialogue opened) {
        try (Dialogue dialogue = opened) {
            assertEquals(adapters, dialogue.session().adapters());
            dialogue.change(it -> it.withSession(it.session().withContextLength(256)));
            assertEquals(256, dialogue.session().contextLength());
            assertEquals(adapters, dialogue.session().adapters());
        }
    }
}
