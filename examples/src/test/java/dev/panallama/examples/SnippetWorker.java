package dev.panallama.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// Runs compiled programs one after the other: `SnippetWorker CLASSES`, then a line on standard input for each, the name of its class
/// and its arguments with tabs between them. Says on standard output what came of each.
final class SnippetWorker {
    static final String DONE = "== done ==";
    static final String FAILED = "== failed ==";

    private SnippetWorker() {}

    public static void main(String[] args) throws IOException {
        URL classes = Path.of(args[0]).toUri().toURL();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split("\t");
            String outcome = run(classes, words[0], Arrays.copyOfRange(words, 1, words.length));
            System.out.println("\n" + outcome); // a program may leave a line open
        }
    }

    private static String run(URL classes, String name, String[] arguments) throws IOException {
        try (var loader = new URLClassLoader(new URL[]{classes})) {
            run(loader.loadClass(name), arguments);
            return DONE;
        } catch (Throwable thrown) {
            thrown.printStackTrace(System.out);
            return FAILED;
        }
    }

    /// Does as the launcher does with a main method of an instance.
    private static void run(Class<?> program, String[] arguments) throws Throwable {
        Method main = Arrays.stream(program.getDeclaredMethods())
                .filter(it -> it.getName().equals("main"))
                .findFirst()
                .orElseThrow();
        var constructor = program.getDeclaredConstructor();
        constructor.setAccessible(true);
        main.setAccessible(true);
        Object instance = constructor.newInstance();
        if (main.getParameterCount() == 0) main.invoke(instance);
        else main.invoke(instance, (Object) arguments);
    }
}
