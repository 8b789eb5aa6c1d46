package dev.panallama.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Reply;
import dev.panallama.TinyModels;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.Delta;
import dev.panallama.runner.store.Catalog;
import dev.panallama.sampler.Sampler;
import java.io.FileNotFoundException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does what a Java program does with a runner, whose model is in a process of its own.
class RunnerTest {
    private static final String MODEL = Catalog.defaultModel().toString();

    @TempDir
    Path folder;

    private RunnerOptions options() throws Exception {
        return RunnerOptions.defaults()
                .withFolder(folder)
                .withFiles(TestModel.file())
                .withOnline(false)
                .withSlots(1)
                .withContextLength(512)
                .withThreads(1);
    }

    /// Opens a conversation of short answers, the same each time.
    private static RunnerChat chat(Runner runner) throws Exception {
        return runner.chat(MODEL, runner.usual(MODEL).withSampler(Sampler.greedy()).withMaxTokens(16));
    }

    @Test
    void a_conversation_streams_remembers_and_changes() throws Exception {
        try (Runner runner = Runner.start(options()); RunnerChat chat = chat(runner)) {
            var text = new StringBuilder();
            for (Delta it : chat.stream("What is the capital of France? Answer in one sentence."))
                if (it instanceof Delta.Text(String piece)) text.append(piece);
            assertTrue(text.toString().contains("Paris"), text::toString);
            assertEquals(ChatMessage.user("What is the capital of France? Answer in one sentence."),
                    chat.history().getFirst());
            assertTrue(chat.contextUsed() > 10 && chat.contextUsed() < chat.contextLength(),
                    () -> chat.contextUsed() + " tokens");
            chat.change(chat.options().withSystem("Answer in one word.").withMaxTokens(4));
            assertEquals(3, chat.history().size());
            Reply reply = chat.send("And of Italy?");
            assertTrue(reply.usage().generated() <= 4, reply::toString);
            chat.clear();
            assertEquals(List.of(ChatMessage.system("Answer in one word.")), chat.history());
        }
    }

    @Test
    void how_far_a_model_has_been_loaded_is_told() throws Exception {
        var told = new CopyOnWriteArrayList<Double>();
        try (Runner runner = Runner.start(options());
                RunnerChat chat = runner.chat(MODEL, runner.usual(MODEL), told::add)) {
            List<Double> first = List.copyOf(told);
            assertEquals(first.stream().sorted().toList(), first);
            assertTrue(first.getFirst() >= 0 && first.size() > 2, first::toString);
            assertEquals(1, first.getLast());
            runner.chat(MODEL, chat.options(), told::add).close();
            assertEquals(first, told); // it was in memory
        }
    }

    @Test
    void a_conversation_goes_on_when_the_process_of_its_model_was_killed() throws Exception {
        List<ProcessHandle> others = children();
        try (Runner runner = Runner.start(options()); RunnerChat chat = chat(runner)) {
            chat.send("My name is Ada.");
            List<ChatMessage> before = chat.history();
            for (ProcessHandle it : newSince(others)) {
                it.destroyForcibly();
                it.onExit().get(1, TimeUnit.MINUTES);
            }
            chat.send("Hello again");
            assertEquals(before, chat.history().subList(0, before.size()));
            assertEquals(ChatMessage.user("Hello again"), chat.history().get(before.size()));
        }
    }

    @Test
    void closing_ends_the_processes() throws Exception {
        List<ProcessHandle> others = children();
        List<ProcessHandle> own;
        try (Runner runner = Runner.start(options()); RunnerChat chat = chat(runner)) {
            chat.send("Hello");
            own = newSince(others);
            assertEquals(List.of(MODEL), runner.loaded());
        }
        assertEquals(1, own.size());
        own.getFirst().onExit().get(1, TimeUnit.MINUTES);
    }

    @Test
    void a_model_is_freed_when_its_last_conversation_is_closed() throws Exception {
        try (Runner runner = Runner.start(options())) {
            RunnerChat chat = chat(runner);
            runner.free(MODEL);
            assertTrue(chat.send("Hello").usage().generated() > 0);
            chat.close();
            assertEquals(List.of(), runner.loaded());
        }
    }

    @Test
    void it_serves_what_it_has_in_memory_and_tells_of_requests() throws Exception {
        var requests = new LinkedBlockingQueue<AnsweredRequest>();
        try (Runner runner = Runner.start(options());
                RunnerChat chat = chat(runner);
                HttpClient client = HttpClient.newHttpClient()) {
            URI url = runner.serve(ServeOptions.defaults().at("127.0.0.1", 0).withListener(requests::add));
            assertEquals(url, runner.serving().orElseThrow());
            assertThrows(IllegalStateException.class, runner::serve);
            HttpResponse<String> loaded = client.send(HttpRequest.newBuilder(url.resolve("/api/ps")).build(),
                    BodyHandlers.ofString());
            assertTrue(loaded.body().contains(chat.model()), loaded::body);
            AnsweredRequest request = requests.poll(1, TimeUnit.MINUTES);
            assertEquals("/api/ps", request.path());
            assertEquals(200, request.status());
            runner.stopServing();
            assertTrue(runner.serving().isEmpty());
            assertTrue(chat.send("Hello").usage().generated() > 0); // the model is still there
        }
    }

    @Test
    void models_are_listed_with_what_they_need_pulled_when_missing_and_removed() throws Exception {
        Files.copy(TinyModels.llama(), folder.resolve("mine.gguf"));
        try (Runner runner = Runner.start(options())) {
            LocalModel smol = runner.models().stream().filter(it -> it.name().equals(MODEL)).findFirst().orElseThrow();
            assertEquals(smol, runner.pull(MODEL)); // it is there
            assertEquals("Q4_1", smol.quantization());
            assertTrue(smol.fits() && smol.memoryBytes() >= smol.bytes() && !smol.owned(), smol::toString);
            assertThrows(FileNotFoundException.class, () -> runner.pull("no-such-model"));
            assertThrows(FileNotFoundException.class, () -> runner.chat("no-such-model"));
            assertThrows(IllegalArgumentException.class, () -> runner.remove(MODEL)); // the user's own file
            runner.remove("mine");
            assertFalse(Files.exists(folder.resolve("mine.gguf")));
        }
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current().children().toList();
    }

    private static List<ProcessHandle> newSince(List<ProcessHandle> before) {
        var since = new ArrayList<>(children());
        since.removeAll(before);
        return since;
    }
}
