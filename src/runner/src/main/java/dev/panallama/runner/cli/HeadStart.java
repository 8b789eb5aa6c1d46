package dev.panallama.runner.cli;

import dev.panallama.Llama;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.error.LlamaException;
import dev.panallama.sampler.Sampler;
import java.util.List;

/// What every answer needs, made ready while the command line is read and the model is loaded: in a new JVM all that is done for the
/// first time takes long.
///
/// @param work what does it, unless there is nothing to do; ends by itself
record HeadStart(Thread work) implements AutoCloseable {
    /// Begins if the command is one that answers somebody who waits.
    static HeadStart of(String[] arguments) {
        var start = new HeadStart(Thread.ofPlatform().name("head start").unstarted(HeadStart::prepare));
        if (arguments.length > 0 && arguments[0].equals("run") && !asksForHelp(arguments)) start.work.start();
        return start;
    }

    private static boolean asksForHelp(String[] arguments) {
        String last = arguments[arguments.length - 1];
        return last.equals("--help") || last.equals("-h");
    }

    private static void prepare() {
        Thread.ofPlatform().daemon().start(() -> System.getLogger("dev.panallama")); // llama.cpp's first line waits for it
        try {
            Llama.load();
        } catch (LlamaException _) { // whoever needs it hears of it
            return;
        }
        Sampler.fromJson("{}");
        ChatTemplate.builtIn("chatml").prompt(List.of(ChatMessage.user("")));
    }

    /// Waits: a process must not end in the midst of loading a library.
    @Override
    public void close() {
        boolean interrupted = false;
        while (work.isAlive()) {
            try {
                work.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
