package dev.panallama.runner.cli.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.gguf.GgufValue;
import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.TestModel;
import dev.panallama.runner.TestTerminal;
import dev.panallama.runner.cli.InProcess;
import dev.panallama.runner.store.HubServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class RunOnTerminalTest {
    private static final int COLUMNS = 40;
    private static final List<String> QUESTION = List.of("run", "--temp=0", "--max-tokens=40", "--threads=1");

    private static String plain;

    @BeforeAll
    static void ask() {
        plain = InProcess.answer(with("Why is the sky blue?")).strip();
        assertTrue(plain.length() > 2 * COLUMNS && !plain.contains("\n"), plain);
    }

    @Test
    void an_answer_is_broken_between_words() throws Exception {
        List<String> lines = shown("Why is the sky blue?");
        assertTrue(lines.size() > 2 && lines.stream().allMatch(it -> it.length() < COLUMNS), lines.toString());
        assertEquals(plain, String.join(" ", lines));
    }

    @Test
    void it_is_left_alone_for_who_wants_that_or_its_form() throws Exception {
        assertEquals(List.of(plain), shown("--nowordwrap", "Why is the sky blue?"));
        String text = "one two three four five six seven eight nine ten eleven";
        assertEquals(List.of("\"" + text + "\""), shown("--schema={\"const\": \"" + text + "\"}", "Count."));
    }

    @Test
    void a_chat_is_nothing_for_programs() throws Exception {
        var refused = TestTerminal.result(COLUMNS, JavaProcess.command("dev.panallama.runner.cli.Panallama", "run",
                "--json"));
        assertEquals(2, refused.exitCode(), refused.out());
        assertTrue(refused.out().contains("--json is for one answer"), refused.out());
    }

    @Test
    void a_chat_goes_on_where_it_was_if_another_model_cannot_be_loaded(@TempDir Path folder) throws Exception {
        Path broken = folder.resolve("broken.gguf");
        TinyModels.withMetadata(TestModel.file(), broken, "general.architecture", GgufValue.text("nonsense"));
        Process chat = new ProcessBuilder(TestTerminal.command(COLUMNS, JavaProcess.command(
                "dev.panallama.runner.cli.Panallama", with("--no-history", TestModel.file().toString())))).start();
        try (var typed = chat.outputWriter()) {
            typed.write("Hello\r/load %s\r/undo\r/undo\r/bye\r".formatted(broken));
            typed.flush();
            var result = JavaProcess.result(chat);
            assertEquals(0, result.exitCode(), result.out());
            assertTrue(result.out().contains("(going on with smollm2"), result.out());
            assertTrue(result.out().contains("(the last message and its answer are forgotten)"), result.out());
            assertTrue(result.out().contains("nothing was said yet"), result.out()); // before that
        }
    }

    @Test
    void ctrl_c_at_the_question_for_a_licence_leads_back_to_the_chat(@TempDir Path folder) throws Exception {
        try (var hub = new HubServer()) {
            hub.repository("user/tiny-GGUF", "llama2",
                    Map.of("tiny-Q8_0.gguf", Files.readAllBytes(TinyModels.llama())));
            var program = new ProcessBuilder(TestTerminal.command(COLUMNS, JavaProcess.command(
                    "dev.panallama.runner.cli.Panallama", with("--no-history", TinyModels.llama().toString()))));
            program.environment().putAll(Map.of("PANALLAMA_MODELS", folder.toString(), "HF_ENDPOINT",
                    hub.files.uri("").toString()));
            Process chat = program.start();
            try (var typed = chat.outputWriter()) {
                typed.write("/load user/tiny-GGUF\r");
                typed.flush();
                TestTerminal.awaits(chat, "[yes/no]");
                typed.write("\u0003");
                typed.flush();
                TestTerminal.awaits(chat, "(interrupted)");
                typed.write("/context\r/bye\r");
                typed.flush();
                var result = JavaProcess.result(chat);
                assertEquals(0, result.exitCode(), result.out());
                assertTrue(result.out().contains(" tokens"), result.out());
            }
        }
    }

    /// Returns the lines that a terminal shows, without notices.
    private static List<String> shown(String... words) throws Exception {
        List<String> program = JavaProcess.command("dev.panallama.runner.cli.Panallama", with(words));
        var quiet = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 2>/dev/null", "sh"));
        quiet.addAll(program);
        var result = TestTerminal.result(COLUMNS, quiet);
        assertEquals(0, result.exitCode(), result.out());
        return result.out().lines().toList();
    }

    private static String[] with(String... words) {
        var all = new ArrayList<>(QUESTION);
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }
}
