package dev.panallama.runner.desktop.app;

import dev.panallama.runner.RunnerOptions;
import dev.panallama.runner.desktop.ChatPanel;
import java.awt.Component;
import java.awt.Container;
import java.awt.EventQueue;
import java.awt.Window;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JSlider;
import javax.swing.JSpinner;
import javax.swing.JTable;

/// A person who uses the window: `AppVisit MODEL SETTINGS FOLDER`. Says on standard output what he sees.
final class AppVisit {
    private AppVisit() {}

    public static void main(String[] args) throws Exception {
        RunnerOptions options = RunnerOptions.defaults()
                .withFiles(Path.of(args[0]))
                .withFolder(Path.of(args[2]))
                .withOnline(false)
                .withThreads(1)
                .withSlots(1);
        Thread app = Thread.ofPlatform().start(() -> {
            try {
                App.run(options, Path.of(args[1]));
            } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
            }
        });
        ChatPanel chat = await(ChatPanel.class, it -> !it.isBusy());
        press("How the model answers");
        on(() -> {
            find(JSlider.class, it -> it.getAccessibleContext().getAccessibleName().equals("Temperature")).orElseThrow()
                    .setValue(0);
            return 0;
        });
        await(ParameterPanel.class, ParameterPanel::isSettled);
        on(() -> {
            chat.send("What is the capital of France? Answer in one sentence.");
            return 0;
        });
        await(ChatPanel.class, it -> !it.isBusy());
        System.out.println("answer: " + chat.history().getLast().text());
        serve();
        press("Light or dark");
        on(() -> {
            window().dispose();
            return 0;
        });
        app.join();
        System.out.println("theme: " + Settings.read(Path.of(args[1])).theme());
        for (ProcessHandle it : ProcessHandle.current().children().toList()) it.onExit().join();
        System.out.println("workers: " + ProcessHandle.current().children().count());
    }

    private static void serve() throws Exception {
        press("Serve models to other programs");
        on(() -> {
            find(JSpinner.class, it -> "Port".equals(it.getAccessibleContext().getAccessibleName())).orElseThrow()
                    .setValue(0);
            find(JCheckBox.class, _ -> true).orElseThrow().doClick();
            return 0;
        });
        JLabel address = await(JLabel.class, it -> String.valueOf(it.getText()).startsWith("http:") && it.isVisible());
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(address.getText() + "/api/tags")).build();
            System.out.println("served: " + client.send(request, BodyHandlers.ofString()).statusCode());
        }
        JTable log = await(JTable.class, it -> it.getRowCount() > 0);
        System.out.println("logged: " + on(() -> log.getValueAt(0, 1)));
    }

    private static void press(String meaning) throws Exception {
        await(JButton.class, it -> meaning.equals(it.getToolTipText()));
        on(() -> {
            find(JButton.class, it -> meaning.equals(it.getToolTipText())).orElseThrow().doClick();
            return 0;
        });
    }

    /// Waits for a component to be as it should.
    private static <T extends JComponent> T await(Class<T> type, Predicate<? super T> condition) throws Exception {
        while (true) {
            Optional<T> found = on(() -> find(type, condition));
            if (found.isPresent()) return found.get();
            Thread.sleep(20);
        }
    }

    private static Window window() {
        return Stream.of(Window.getWindows()).filter(Window::isShowing).findFirst().orElseThrow();
    }

    private static <T extends JComponent> Optional<T> find(Class<T> type, Predicate<? super T> condition) {
        return Stream.of(Window.getWindows()).flatMap(AppVisit::parts).filter(type::isInstance).map(type::cast)
                .filter(condition).findFirst();
    }

    private static Stream<Component> parts(Container container) {
        return Stream.of(container.getComponents())
                .flatMap(it -> Stream.concat(Stream.of(it), it instanceof Container more ? parts(more) : Stream.of()));
    }

    private static <T> T on(Callable<T> work) throws Exception {
        var task = new FutureTask<>(work);
        EventQueue.invokeLater(task);
        return task.get();
    }
}
