package dev.panallama.runner.desktop.app;

import dev.panallama.runner.RunnerOptions;
import java.awt.Component;
import java.awt.Container;
import java.awt.EventQueue;
import java.awt.Window;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.swing.JButton;
import javax.swing.JComponent;

/// What a person does with the window.
final class Visitor {
    private Visitor() {}

    /// Opens the window: `MODEL SETTINGS FOLDER`, with an empty text where there is no model.
    static Thread start(String... args) {
        RunnerOptions options = RunnerOptions.defaults()
                .withFiles(Stream.of(args[0]).filter(it -> !it.isEmpty()).map(Path::of).toArray(Path[]::new))
                .withFolder(Path.of(args[2]))
                .withOnline(false)
                .withThreads(1)
                .withSlots(1);
        return Thread.ofPlatform().start(() -> {
            try {
                App.run(options, Path.of(args[1]));
            } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
            }
        });
    }

    static void press(String meaning) throws Exception {
        await(JButton.class, it -> meaning.equals(it.getToolTipText()));
        on(() -> {
            find(JButton.class, it -> meaning.equals(it.getToolTipText())).orElseThrow().doClick();
            return 0;
        });
    }

    /// Waits for a component to be as it should.
    static <T extends JComponent> T await(Class<T> type, Predicate<? super T> condition) throws Exception {
        while (true) {
            Optional<T> found = on(() -> find(type, condition));
            if (found.isPresent()) return found.get();
            Thread.sleep(20);
        }
    }

    static Window window() {
        return Stream.of(Window.getWindows()).filter(Window::isShowing).findFirst().orElseThrow();
    }

    static <T extends JComponent> Optional<T> find(Class<T> type, Predicate<? super T> condition) {
        return Stream.of(Window.getWindows()).flatMap(Visitor::parts).filter(type::isInstance).map(type::cast)
                .filter(condition).findFirst();
    }

    private static Stream<Component> parts(Container container) {
        return Stream.of(container.getComponents())
                .flatMap(it -> Stream.concat(Stream.of(it), it instanceof Container more ? parts(more) : Stream.of()));
    }

    static <T> T on(Callable<T> work) throws Exception {
        var task = new FutureTask<>(work);
        EventQueue.invokeLater(task);
        return task.get();
    }
}
