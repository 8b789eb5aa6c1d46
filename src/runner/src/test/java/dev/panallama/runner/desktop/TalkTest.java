package dev.panallama.runner.desktop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.Delta;
import dev.panallama.runner.Runner;
import dev.panallama.runner.RunnerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TalkTest {
    @TempDir
    Path folder;

    /// Notes what failed.
    private record Failures(LinkedBlockingQueue<Exception> all) implements Hearer {
        @Override
        public void at(String task, long bytes, long total) {}

        @Override
        public void says(String note) {}

        @Override
        public boolean accepts(String title, String terms) {
            return false;
        }

        @Override
        public void loading(String model, double fraction) {}

        @Override
        public void ready(String model, int contextUsed, int contextLength) {}

        @Override
        public void begins() {}

        @Override
        public void writes(Delta delta) {}

        @Override
        public void ends(Outcome outcome) {}

        @Override
        public void fails(Exception failure) {
            all.add(failure);
        }
    }

    @Test
    void what_is_said_to_a_model_that_cannot_be_loaded_is_kept_once() throws Exception {
        var failures = new LinkedBlockingQueue<Exception>();
        var kept = new LinkedBlockingQueue<List<ChatMessage>>();
        try (Runner runner = Runner.start(RunnerOptions.defaults().withFolder(folder).withOnline(false));
                var talk = new Talk(runner, "nobody", new Failures(failures))) {
            talk.resume(List.of(), kept::add);
            talk.say("Hello?");
            assertInstanceOf(IOException.class, failures.take());
            talk.say("Anybody?");
            failures.take();
            assertEquals(List.of(List.of(ChatMessage.user("Hello?")), List.of(ChatMessage.user("Anybody?"))),
                    List.copyOf(kept));
            assertEquals(List.of(ChatMessage.user("Anybody?")), talk.history());
        }
    }
}
