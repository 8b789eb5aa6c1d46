package dev.panallama.runner.desktop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.TestModel;
import java.util.List;
import javax.swing.JComponent;
import javax.swing.text.JTextComponent;
import org.junit.jupiter.api.Test;

class ChatPanelTest {
    @Test
    void a_window_answers_stops_changes_models_and_frees_them_when_it_is_closed() throws Exception {
        try (Display display = Display.start()) {
            JavaProcess.Result result = display.run(
                    JavaProcess.command(ChatWindow.class.getName(), TestModel.file().toString()));
            assertEquals(0, result.exitCode(), result::err);
            List<String> lines = result.out().lines().toList();
            assertTrue(line(lines, "answer: ").contains("Paris"), result::out);
            assertTrue(line(lines, "status: ").contains("tokens/s"), result::out);
            assertTrue(line(lines, "stopped: ").startsWith("stopped"), result::out);
            assertEquals("failed", line(lines, "failed: "));
            assertEquals("4", line(lines, "messages: "));
            assertEquals("1, then 0", line(lines, "workers: "));
            assertEquals("[]", line(lines, "loaded: "));
        }
    }

    private static String line(List<String> lines, String head) {
        return lines.stream().filter(it -> it.startsWith(head)).findFirst().orElse(head + "is missing")
                .substring(head.length());
    }

    @Test
    void what_a_model_writes_is_text_and_only_its_last_block_is_laid_out_anew() {
        var view = new AnswerView(() -> {});
        view.write("<html><img src='http://127.0.0.1:1/x'> **a**\n\n```html\n<html><b>code");
        assertEquals("<html><img src='http://127.0.0.1:1/x'> a", text(view.parts().get(0)));
        JComponent code = view.parts().get(1);
        view.write("</b>\n```\n\nThe end");
        assertEquals(code, view.parts().get(1));
        assertEquals("The end", text(view.parts().get(2)));
    }

    private static String text(JComponent part) {
        return ((JTextComponent) part).getText();
    }
}
