package dev.panallama.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TestModels;
import dev.panallama.TinyLora;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the examples, each of which checks its own result, and the Java in the docs, on a real model. Each example is a
/// program in a JVM of its own; a few JVMs take the snippets in turn.
@Execution(ExecutionMode.CONCURRENT)
final class ExamplesTest {
    private static final Pattern SNIPPET = Pattern.compile("(?s)```java\\n(.*?)```");
    private static final String FRAME = """
            import dev.panallama.*;
            import dev.panallama.chat.*;
            import dev.panallama.error.*;
            import dev.panallama.gguf.*;
            import dev.panallama.grammar.*;
            import dev.panallama.guard.*;
            import dev.panallama.jinja.*;
            import dev.panallama.quantization.*;
            import dev.panallama.runner.*;
            import dev.panallama.sampler.*;
            void main(String[] args) throws Exception {
                Path file = Path.of(args[0]);
            %s}
            """;

    private static final Path SEARCH = Path.of("SemanticSearch.java");
    private static final Path ANSWER = Path.of("SwingAnswer.java");
    private static final Path CHAT = Path.of("ChatWindow.java");

    private static final ConcurrentLinkedDeque<SnippetProcess> IDLE = new ConcurrentLinkedDeque<>();

    @TempDir
    private static Path compiled;

    @TempDir
    private static Path work;

    @TempDir
    private Path folder;

    record Snippet(Path page, int number, String code) {
        /// Returns the name of the class that the snippet becomes.
        String program() {
            return page.getFileName().toString().replaceFirst("\\..*", "").replace('-', '_') + number;
        }

        /// Returns a whole program: a snippet is one, or what stands in a main method that knows the model's `file`.
        String source() {
            return code.contains("void main(") ? code : FRAME.formatted(code);
        }

        @Override
        public String toString() {
            return page.getFileName() + " " + number;
        }
    }

    @BeforeAll
    static void compile_the_docs() throws IOException {
        var arguments = new ArrayList<>(List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d",
                compiled.toString()));
        for (Snippet snippet : snippets()) {
            Path file = compiled.resolve(snippet.program() + ".java");
            arguments.add(Files.writeString(file, snippet.source()).toString());
        }
        var says = new ByteArrayOutputStream();
        int exit = ToolProvider.getSystemJavaCompiler().run(null, says, says, arguments.toArray(String[]::new));
        assertEquals(0, exit, says::toString);
    }

    static List<Path> examples() throws IOException {
        return files(Path.of(""), ".java").stream().filter(it -> !List.of(SEARCH, ANSWER, CHAT).contains(it)).toList();
    }

    static List<Snippet> snippets() throws IOException {
        var pages = new ArrayList<>(files(Path.of("..", "docs"), ".md"));
        pages.add(Path.of("..", "README.md"));
        var snippets = new ArrayList<Snippet>();
        for (Path page : pages) {
            for (MatchResult found : SNIPPET.matcher(Files.readString(page)).results().toList())
                snippets.add(new Snippet(page, snippets.size() + 1, found.group(1)));
        }
        return snippets;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void an_example_runs_and_is_content_with_its_result(Path example) throws Exception {
        System.out.println(example + ":\n" + launch(example, TestModels.smolLm2()));
    }

    @Test
    void semantic_search_finds_the_page_that_answers() throws Exception {
        String found = launch(
                SEARCH,
                TestModels.allMiniLm(),
                Path.of("..", "docs").toAbsolutePath().toString(),
                "how do I stop the loading of a model?");
        System.out.println(SEARCH + ":\n" + found);
        assertTrue(found.contains("models.md:"), found); // among the best five
    }

    @Test
    void windows_show_what_a_model_answers() throws Exception {
        Process display = new ProcessBuilder("Xvfb", "-displayfd", "1", "-nolisten", "tcp")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Map<String, String> environment = Map.of("DISPLAY", ":" + display.inputReader().readLine(),
                    "PANALLAMA_MODELS", TestModels.smolLm2().getParent().toString());
            assertTrue(launch(environment, ANSWER, TestModels.smolLm2().toString()).contains("Paris"));
            String question = "What is the capital of France? Answer in one sentence.";
            assertTrue(launch(environment, CHAT, question).contains("Paris"));
        } finally {
            display.destroy();
        }
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void the_java_in_the_docs_runs(Snippet snippet) throws Exception {
        SnippetProcess idle = IDLE.poll();
        SnippetProcess process = idle != null
                ? idle
                : new SnippetProcess(compiled, Files.createTempDirectory(work, "jvm"));
        process.prepare();
        var arguments = new ArrayList<>(List.of(modelFor(snippet.page()).toString()));
        if (snippet.code().contains("loadAdapter")) arguments.addAll(adapters(process.folder()));
        process.run(snippet.program(), arguments);
        IDLE.push(process);
    }

    @AfterAll
    static void end() throws InterruptedException {
        for (SnippetProcess it : IDLE) it.end();
    }

    @Test
    void the_readme_shows_the_first_example_as_it_is() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        assertTrue(readme.contains(Files.readString(Path.of("Hello.java")).strip()), "README.md differs");
    }

    private static Path modelFor(Path page) {
        return page.endsWith("embeddings.md") ? TestModels.allMiniLm() : TestModels.smolLm2();
    }

    /// Runs an example as a reader does: Java compiles it.
    private String launch(Path example, Path model, String... more) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of(model.toString()));
        arguments.addAll(List.of(more));
        if (Files.readString(example).contains("loadAdapter")) arguments.addAll(adapters(folder));
        return launch(Map.of(), example, arguments.toArray(String[]::new));
    }

    private String launch(Map<String, String> environment, Path example, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = SnippetProcess.command(
                List.of(System.getProperty("java.class.path"), example.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process java = builder.start();
        String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, java.waitFor(), output);
        return output;
    }

    /// Writes the adapters that programs load: of random numbers, as real ones would have to be fetched.
    private static List<String> adapters(Path folder) throws IOException {
        TinyLora.random(TestModels.smolLm2(), 1, 4, "blk.*attn_.*").write(folder.resolve("pirate.gguf"));
        TinyLora.random(TestModels.smolLm2(), 2, 4, "blk.*attn_.*").write(folder.resolve("poet.gguf"));
        return List.of("pirate.gguf", "poet.gguf");
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(it -> it.toString().endsWith(ending)).sorted().toList();
            assertFalse(found.isEmpty());
            return found;
        }
    }
}
