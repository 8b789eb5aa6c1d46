package dev.panallama;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// One misuse of the API, and what the program says then.
///
/// @param expected what it prints, beside that it is alive
/// @param own what it must not share with other cases
/// @param body what it does; the model is loaded when it is asked for
public record MisuseCase(String expected, Own own, Body body) {
    /// What a case has for itself.
    public enum Own {
        NOTHING,

        /// The model, since it closes that: other cases may have left sessions of a shared one, which are freed late.
        MODEL,

        /// The JVM, since it ends that or changes it for good.
        JVM
    }

    /// A misuse of what it loads itself, if anything.
    public interface Body {
        void run(Supplier<Model> model) throws Exception;
    }

    /// A misuse of a loaded model.
    public interface OfModel {
        void run(Model model) throws Exception;
    }

    /// A misuse of a file in an empty folder.
    public interface OfFolder {
        void run(Path folder) throws Exception;
    }

    static Map.Entry<String, MisuseCase> entry(String name, String expected, OfModel misuse) {
        return Map.entry(name, new MisuseCase(expected, Own.NOTHING, model -> misuse.run(model.get())));
    }

    /// One that closes its model.
    static Map.Entry<String, MisuseCase> closing(String name, String expected, OfModel misuse) {
        return Map.entry(name, new MisuseCase(expected, Own.MODEL, model -> misuse.run(model.get())));
    }

    /// One that ends or changes the JVM for good.
    static Map.Entry<String, MisuseCase> alone(String name, String expected, Body misuse) {
        return Map.entry(name, new MisuseCase(expected, Own.JVM, misuse));
    }

    /// Runs a misuse in an empty folder, and deletes that.
    public static void inFolder(OfFolder misuse) throws Exception {
        Path folder = Files.createTempDirectory("misuse");
        try {
            misuse.run(folder);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path it : all) Files.delete(it);
    }
}
