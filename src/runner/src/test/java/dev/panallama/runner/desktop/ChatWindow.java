package dev.panallama.runner.desktop;

import dev.panallama.runner.Runner;
import dev.panallama.runner.RunnerOptions;
import dev.panallama.sampler.Sampler;
import java.awt.EventQueue;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import javax.swing.JFrame;
import javax.swing.WindowConstants;

/// A program with a chat in its window, and a person who uses it: `ChatWindow MODEL`. Says on standard output what he sees.
final class ChatWindow {
    private ChatWindow() {}

    public static void main(String[] args) throws Exception {
        var runner = Runner.start(RunnerOptions.defaults()
                .withFiles(Path.of(args[0]))
                .withFolder(Path.of("no-such-folder"))
                .withOnline(false)
                .withThreads(1)
                .withSlots(1));
        var frame = new JFrame("test");
        ChatPanel panel = on(() -> {
            var made = new ChatPanel(runner, "smollm2");
            made.change(it -> it.withSampler(Sampler.greedy()));
            frame.add(made);
            frame.setSize(700, 600);
            frame.setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
            frame.addWindowListener(new WindowAdapter() {
                @Override
                public void windowClosed(WindowEvent event) {
                    made.close();
                }
            });
            frame.setVisible(true);
            return made;
        });
        await(panel);
        ask(panel, "What is the capital of France? Answer in one sentence.");
        await(panel);
        say("answer: " + on(panel::lastAnswer));
        say("figures: " + on(panel::lastSummary));
        ask(panel, "Tell me a very long story about a fox.");
        while (on(panel::lastAnswer).isEmpty()) Thread.sleep(20);
        on(() -> {
            panel.stop();
            return 0;
        });
        await(panel);
        say("stopped: " + on(panel::lastSummary));
        on(() -> {
            panel.use("no-such-model");
            return 0;
        });
        await(panel);
        say("failed: " + on(panel::statusText));
        on(() -> {
            panel.use("smollm2");
            return 0;
        });
        await(panel);
        say("messages: " + panel.history().size());
        long workers = ProcessHandle.current().children().count();
        var ends = ProcessHandle.current().children().map(ProcessHandle::onExit).toList();
        on(() -> {
            frame.dispose();
            return 0;
        });
        for (var it : ends) it.join();
        say("workers: " + workers + ", then " + ProcessHandle.current().children().count());
        say("loaded: " + runner.loaded());
        runner.close();
    }

    private static void ask(ChatPanel panel, String text) throws Exception {
        on(() -> {
            panel.send(text);
            return 0;
        });
    }

    /// Waits until nothing is under way.
    private static void await(ChatPanel panel) throws Exception {
        var idle = new CountDownLatch(1);
        on(() -> {
            panel.addPropertyChangeListener(ChatPanel.BUSY, _ -> {
                if (!panel.isBusy()) idle.countDown();
            });
            if (!panel.isBusy()) idle.countDown();
            return 0;
        });
        idle.await();
    }

    private static <T> T on(Callable<T> work) throws Exception {
        var task = new FutureTask<>(work);
        EventQueue.invokeLater(task);
        return task.get();
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
