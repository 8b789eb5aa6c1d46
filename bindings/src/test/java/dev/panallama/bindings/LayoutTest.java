package dev.panallama.bindings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.StructLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Writes the Java layouts down as static assertions in C, for compilers to judge them by llama.cpp's own headers.
final class LayoutTest {
    @TempDir
    Path directory;

    private record Field(String path, long offset, long size) {}

    private record Verdict(int code, String output) {}

    @Test
    void the_compiler_of_this_machine_agrees_on_every_size_and_offset() throws Exception {
        var verdict = compile(assertions(), "cc");
        assertEquals(0, verdict.code, verdict.output);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
            "x86_64-linux-gnu", "aarch64-linux-gnu", "x86_64-apple-darwin", "arm64-apple-darwin",
            "x86_64-pc-windows-msvc", "aarch64-pc-windows-msvc"
        })
    void clang_agrees_for_every_platform(String target) throws Exception {
        assumeTrue(isOnPath("clang"), "without clang the layouts are not checked for " + target);
        Files.writeString(directory.resolve("stdio.h"), "typedef struct FILE FILE;"); // clang brings the other headers
        var verdict = compile(assertions(), "clang", "--target=" + target, "-ffreestanding", "-I" + directory);
        assertEquals(0, verdict.code, verdict.output);
        System.out.println("layouts checked for " + target);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
            "sizeof(struct llama_batch) == 52", "_Alignof(struct llama_batch) == 4",
            "offsetof(struct llama_batch, token) == 4", "sizeof(((struct llama_batch *) 0)->n_tokens) == 8"
        })
    void a_wrong_number_is_rejected(String claim) throws Exception {
        var verdict = compile(List.of(assertion(claim)), "cc");
        assertNotEquals(0, verdict.code);
        assertTrue(verdict.output.matches("(?s).*static.assert.*failed.*"), verdict.output);
    }

    private static List<String> assertions() throws ReflectiveOperationException {
        var assertions = new ArrayList<String>();
        Generated.structs().forEach((name, layout) -> {
            var type = "struct " + name;
            assertions.add(assertion("sizeof(%s) == %d".formatted(type, layout.byteSize())));
            assertions.add(assertion("_Alignof(%s) == %d".formatted(type, layout.byteAlignment())));
            for (var field : fields(layout, "", 0)) {
                assertions.add(assertion("offsetof(%s, %s) == %d".formatted(type, field.path, field.offset)));
                assertions.add(assertion("sizeof(((%s *) 0)->%s) == %d".formatted(type, field.path, field.size)));
            }
        });
        assertTrue(assertions.size() > 400, "only " + assertions.size());
        return assertions;
    }

    private static String assertion(String claim) {
        return "_Static_assert(%s, \"%s\");".formatted(claim, claim);
    }

    /// All named fields at any depth. jextract gives an anonymous union a name that begins with a dollar sign: in C its
    /// fields belong to the struct around it.
    private static List<Field> fields(GroupLayout group, String prefix, long start) {
        var fields = new ArrayList<Field>();
        long offset = start;
        for (var member : group.memberLayouts()) {
            var name = member.name().filter(given -> !given.startsWith("$")).orElse("");
            if (!name.isEmpty()) fields.add(new Field(prefix + name, offset, member.byteSize()));
            if (member instanceof GroupLayout inner) {
                fields.addAll(fields(inner, name.isEmpty() ? prefix : prefix + name + ".", offset));
            }
            if (group instanceof StructLayout) offset += member.byteSize();
        }
        return fields;
    }

    private Verdict compile(List<String> assertions, String... compiler) throws IOException, InterruptedException {
        var program = directory.resolve("layouts.c");
        Files.write(program, Stream.concat(Stream.of("#include <llama.h>"), assertions.stream()).toList());

        var command = new ArrayList<>(List.of(compiler));
        command.addAll(List.of("-std=c11", "-fsyntax-only", program.toString(),
                "-I" + Generated.LLAMA.resolve("include"), "-I" + Generated.LLAMA.resolve("ggml/include")));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        return new Verdict(process.waitFor(), output);
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
