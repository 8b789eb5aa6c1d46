package dev.panallama.runner.desktop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Isolation;
import dev.panallama.chat.Delta;
import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.Runner;
import dev.panallama.runner.RunnerOptions;
import dev.panallama.runner.TestModel;
import java.awt.EventQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import javax.swing.JComponent;
import javax.swing.text.JTextComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChatPanelTest {
    @TempDir
    Path folder;

    @Test
    void a_window_answers_stops_changes_models_and_frees_them_when_it_is_closed() throws Exception {
        try (Display display = Display.start()) {
            JavaProcess.Result result = display.run(
                    JavaProcess.command(ChatWindow.class.getName(), TestModel.file().toString()));
            assertEquals(0, result.exitCode(), result::err);
            List<String> lines = result.out().lines().toList();
            assertTrue(line(lines, "answer: ").contains("Paris"), result::out);
            assertTrue(line(lines, "figures: ").contains("tokens/s"), result::out);
            assertTrue(line(lines, "stopped: ").startsWith("stopped"), result::out);
            assertEquals("failed", line(lines, "failed: "));
            assertEquals("4", line(lines, "messages: "));
            assertEquals("1, then 0", line(lines, "workers: "));
            assertEquals("[]", line(lines, "loaded: "));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WORKER", "NONE"})
    void closing_a_chat_gives_its_memory_back_to_a_program_that_lives_on(Isolation isolation) throws Exception {
        long modelMegabytes = Files.size(TestModel.file()) >> 20;
        try (Display display = Display.start()) {
            JavaProcess.Result result = display.run(JavaProcess.command(ChatMemory.class.getName(),
                    TestModel.file().toString(), isolation.name()));
            assertEquals(0, result.exitCode(), result::err);
            List<Memory> all = result.out().lines().map(Memory::of).toList();
            Memory open = all.get(1);
            Memory closed = all.get(2);
            Memory closedAgain = all.get(4);
            assertEquals(1, open.mappings(), result::out);
            assertEquals(0, closed.mappings(), result::out);
            assertEquals(1, closed.processes(), result::out);
            assertTrue(open.megabytes() - closed.megabytes() >= modelMegabytes, result::out);
            assertTrue(closedAgain.megabytes() - closed.megabytes() < modelMegabytes / 2, result::out);
        }
    }

    /// @param mappings how often the file of the model is mapped
    /// @param megabytes how many are resident
    private record Memory(int processes, int mappings, int megabytes) {
        static Memory of(String line) {
            int[] numbers = Stream.of(line.split(": ")[1].split(" ")).mapToInt(Integer::parseInt).toArray();
            return new Memory(numbers[0], numbers[1], numbers[2]);
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

    @Test
    void an_answer_ends_even_if_its_last_pieces_cannot_be_shown() throws Exception {
        try (var runner = Runner.start(RunnerOptions.defaults().withFolder(folder).withOnline(false))) {
            ChatPanel panel = on(() -> new ChatPanel(runner, "no-such-model"));
            panel.close(); // it has failed
            var relay = new Relay(panel.screen);
            assertTrue(on(() -> {
                panel.screen.showPreparing("no-such-model", "writing", -1);
                return panel.isBusy();
            }));
            relay.writes(unshowable());
            relay.ends(new Outcome(1, 1, 1, 1, 1, Optional.empty()));
            assertFalse(on(panel::isBusy));
        }
    }

    @SuppressWarnings({"NullAway", "DataFlowIssue"})
    private static Delta unshowable() {
        return null;
    }

    private static <T> T on(Callable<T> work) throws Exception {
        var task = new FutureTask<>(work);
        EventQueue.invokeLater(task);
        return task.get();
    }

    private static String text(JComponent part) {
        return ((JTextComponent) part).getText();
    }
}
