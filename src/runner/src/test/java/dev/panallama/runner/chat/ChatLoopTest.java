package dev.panallama.runner.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.TestModel;
import dev.panallama.runner.TestTerminal;
import dev.panallama.runner.console.UserHome;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Chats through a real terminal, whose keyboard and screen are pipes here.
@Timeout(120)
class ChatLoopTest {
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";
    private static final String CTRL_G = "\u0007";
    private static final int COLUMNS = 100;

    @TempDir
    Path data;

    private final StringBuffer screen = new StringBuffer();
    private Process program;

    @BeforeEach
    void begin() throws Exception {
        var builder = new ProcessBuilder(TestTerminal.command(COLUMNS, JavaProcess.command(
                "dev.panallama.runner.cli.Panallama", "run", TestModel.file().toString(), "--temp=0")))
                .redirectErrorStream(true);
        builder.environment().putAll(Map.of("XDG_DATA_HOME", data.toString(), "TERM", "xterm", "OLLAMA_EDITOR",
                "sh " + data.resolve("editor")));
        program = builder.start();
        Thread.startVirtualThread(() -> watch(program.getInputStream()));
        await(">>> ");
    }

    @AfterEach
    void end() {
        program.descendants().forEach(ProcessHandle::destroyForcibly);
        program.destroyForcibly();
    }

    @Test
    void a_person_asks_and_leaves() throws Exception {
        type("What is the capital of France? Answer in one sentence.\r");
        await("Paris");
        await(">>> ");
        type("/bye\r");
        assertLeft();
        assertTrue(Files.readString(data.resolve("panallama").resolve("history")).contains("capital of France"));
    }

    @Test
    void ctrl_c_stops_the_answer_and_keeps_the_loop() throws Exception {
        type("Write a long story about a dragon and a princess.\r");
        await(" the "); // it has begun, and is far from its end
        type(CTRL_C);
        await(">>> ");
        type("What is the capital of France? Answer in one sentence.\r");
        await("Paris");
        await(">>> ");
        type(CTRL_D);
        assertLeft();
    }

    @Test
    void ctrl_c_twice_at_the_prompt_leaves() throws Exception {
        type("half a line");
        await("half a line"); // or the terminal drops it with the Ctrl-C
        type(CTRL_C);
        await(">>> ");
        type(CTRL_C);
        await("Ctrl-C again");
        await(">>> ");
        type(CTRL_C);
        assertLeft();
    }

    @Test
    void ctrl_c_between_two_prompts_counts_once() throws Exception {
        for (int i = 0; i < 10; i++) {
            type("/nonsense\r");
            await("there is no command");
            type(CTRL_C);
            await("Ctrl-C again");
            await(">>> ");
        }
        type("/bye\r");
        assertLeft();
    }

    @Test
    void ctrl_c_ends_a_command_that_takes_long() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            type("/load http://127.0.0.1:%d/model.gguf\r".formatted(silent.getLocalPort()));
            try (var _ = silent.accept()) {
                type(CTRL_C);
                await("(interrupted)");
                await(">>> ");
            }
        }
        type("/bye\r");
        assertLeft();
    }

    @Test
    void a_message_may_have_several_lines() throws Exception {
        type("\"\"\"\r");
        await("... ");
        type("What is the capital\r");
        await("... ");
        type("of France? Answer in one sentence.\"\"\"\r");
        await("Paris");
        await(">>> ");
        type("/bye\r");
        assertLeft();
    }

    @Test
    void a_message_can_be_edited_in_a_program() throws Exception {
        type("What is the" + CTRL_G);
        await(": the text is as before"); // there is no such script
        await(">>> ");
        Files.writeString(data.resolve("editor"), "printf ' capital\\nof France? In one sentence.\\n' >>\"$1\"");
        type(CTRL_G);
        await("of France?");
        type("\r");
        await("Paris");
    }

    @Test
    void commands_are_no_messages() throws Exception {
        say("/help", "/clear ");
        say("/nonsense", "there is no command /nonsense");
        say("/clear", "forgotten");
        type("/exit\r");
        assertLeft();
    }

    @Test
    void settings_change_how_the_chat_goes() throws Exception {
        say("/set system You are a pirate.", "(set)");
        say("/show system", "You are a pirate.");
        type("/set system \"\"\"You are\r");
        await("... ");
        say("a parrot.\"\"\"", "(set)");
        say("/show system", "a parrot.");
        say("/set parameter stop ONE TWO", "stop is ONE, TWO");
        say("/set parameter num_predict 4", "num_predict is 4");
        say("\"\"\"/nonsense\"\"\"", "cut short after 4 tokens"); // what stands between quotes is no command
        await(">>> ");
        say("/set parameter temperature hot", "temperature is \"hot\": give a number");
        say("/set parameter heat 1", "there is no parameter heat");
        say("/set parameter repeat_penalty 1.1", "repeat_penalty is 1.1");
        say("/show parameters", "\"repeat_penalty\":1.1");
        say("/set parameter num_ctx 512", "num_ctx is 512");
        say("/set nowordwrap", "lines are left to the terminal");
        say("/set wordwrap", "lines are broken between words");
        say("/set verbose", "speeds are told");
        say("Tell me about the sea.", "cut short after 4 tokens");
        say("/context", " of 512 tokens");
        say("/stats", "time to first token");
        say("/set parameter num_predict 200", "num_predict is 200");
        say("/set format json", "answers in JSON");
        say("Name a colour as JSON.", "{");
        await(">>> ");
        say("/set", "/set noformat");
        say("/set think high", "this model does not think before it answers");
        say("/set nothink", "this model does not think before it answers");
        say("/set verbose not", "usage: /set verbose");
        say("/? read", "/read FILE");
        say("/show info", "architecture         llama");
        say("/show license", "apache-2.0");
        say("/show template", "im_start");
        say("/show modelfile", "FROM " + TestModel.file());
        say("/set nohistory", "what is typed is not remembered");
        say("/read secret", "there is no file secret");
        say("/set history", "what is typed is remembered");
        say("/read known", "there is no file known");
        say("/bye", "");
        assertLeft();
        String history = Files.readString(data.resolve("panallama/history"));
        assertTrue(history.contains("/read known") && !history.contains("/read secret"), history);
    }

    @Test
    void a_conversation_can_be_taken_back_saved_and_gone_on_with() throws Exception {
        say("/regen", "nothing was said yet");
        say("/pop", "no place is remembered");
        say("/set parameter num_predict 12", "num_predict is 12");
        say("/push", "remembered: place 1");
        Path file = Files.writeString(data.resolve("note.txt"), "My dog is called Bruno.");
        say("/read " + file, "23 characters go before the next message");
        say("What is my dog called?", "Bruno");
        await(">>> ");
        say("/regen", "Bruno");
        await(">>> ");
        Files.write(data.resolve("latin1.txt"), new byte[]{'h', (byte) 0xF6, 'h', 'l', 'e'});
        say("/read " + data.resolve("latin1.txt"), "no text in UTF-8");
        say("/read ~/no such file", UserHome.path() + "/no such file");
        say("/save walnuts", "saved: /load walnuts");
        Path saved = data.resolve("panallama/chats/walnuts.json");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(saved)));
        say("/save walnuts", "saved in place of an older one: /load walnuts");
        say("/save ../walnuts", "give a name of letters");
        say("/save nul", "give a name of letters");
        say("/save Com1.plan", "give a name of letters");
        try (var files = Files.list(saved.getParent())) {
            assertEquals(List.of(saved), files.toList());
        }
        say("/pop", "back at place 1");
        say("/undo", "nothing was said yet");
        say("/load nonsense.gguf", "nonsense.gguf does not exist");
        say("/load my notes", "\"my notes\" is no name");
        say("/model h\u00f6hle", "\"h\u00f6hle\" is no name");
        Path index = data.resolve("panallama/models/models.json");
        Files.createDirectories(index.getParent());
        Files.writeString(index, "no index");
        say("/model smollm2", "models.json");
        Files.delete(index);
        say("/list", "walnuts (a saved chat)");
        type("/model " + TestModel.file() + "\r");
        await("Ask anything");
        await(">>> ");
        say("/undo", "nothing was said yet");
        type("/load walnuts\r");
        await("Ask anything");
        await(">>> ");
        say("/undo", "forgotten");
        say("/undo", "nothing was said yet");
        type("/sho\t"); // the words that all of them have
        await("/show ");
        type("system\r");
        await("it is told nothing");
        await(">>> ");
        say("/bye", "");
        assertLeft();
    }

    /// Types a line, and waits for a text and, unless it is empty, the next prompt.
    private void say(String line, String expected) throws Exception {
        type(line + "\r");
        if (expected.isEmpty()) return;
        await(line.substring(Math.max(0, line.length() - 8))); // what was typed is on the screen as well
        await(expected);
        if (line.startsWith("/") && !line.equals("/regen")) await(">>> ");
    }

    private void type(String keys) throws IOException {
        program.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        program.getOutputStream().flush();
    }

    /// Waits for a text, and forgets the screen up to its end.
    private void await(String text) throws InterruptedException {
        for (long end = System.nanoTime() + Duration.ofSeconds(60).toNanos(); screen.indexOf(text) < 0; Thread
                .sleep(20))
            assertTrue(System.nanoTime() < end && program.isAlive(),
                    () -> "no '%s' on the screen: %s".formatted(text, screen));
        screen.delete(0, screen.indexOf(text) + text.length());
    }

    private void assertLeft() throws InterruptedException {
        assertTrue(program.waitFor(30, TimeUnit.SECONDS), screen::toString);
        assertEquals(0, program.exitValue(), screen::toString);
    }

    private void watch(InputStream output) {
        byte[] buffer = new byte[4096];
        try {
            for (int n = output.read(buffer); n >= 0; n = output.read(buffer))
                screen.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
        } catch (IOException _) {
            // The program ended.
        }
    }
}
