package dev.panallama.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.JavaProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Starts the launcher in a tree of its own, with scripts in the place of JDK and Maven that tell how they are called.
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final Path LAUNCHER = Path.of("../../panallama");

    @TempDir
    Path folder;

    private Path tree;
    private Path launcher;
    private Path jar;

    @BeforeEach
    void plant() throws IOException {
        tree = Files.createDirectories(folder.resolve("a tree"));
        launcher = Files.copy(LAUNCHER, tree.resolve("panallama"));
        jar = tree.resolve("src/runner/target/panallama-runner.jar");
        Files.createDirectories(jar.getParent());
        Files.createFile(jar);
    }

    @Test
    void java_home_is_asked_first_and_arguments_arrive_as_they_are() throws Exception {
        Result result = launch(Map.of("JAVA_HOME", jdk("25.0.1").toString()), "run", "two words", "*", "");
        assertEquals(0, result.exitCode(), result::err);
        assertTrue(result.out().startsWith("java 25.0.1\n"), result::out);
        assertTrue(result.out().endsWith("<-jar>\n<%s>\n<run>\n<two words>\n<*>\n<>\n".formatted(jar.toRealPath())),
                result::out);
    }

    @Test
    void the_path_is_asked_next_and_an_old_java_is_passed_over() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("java"), jdk("26-ea").resolve("bin/java"));
        Result result = launch(Map.of("JAVA_HOME", jdk("17.0.9").toString(), "PATH", bin + ":/usr/bin:/bin"), "--help");
        assertTrue(result.out().startsWith("java 26-ea\n"), result::out);
    }

    @Test
    void a_link_to_the_launcher_starts_the_same_program() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), tree.getFileName().resolve("panallama"));
        launcher = link;
        Result result = launch(Map.of("JAVA_HOME", jdk("25").toString()), "--help");
        assertTrue(result.out().contains("<%s>".formatted(jar.toRealPath())), result.out() + result.err());
    }

    @Test
    void a_build_that_is_there_is_used_and_one_that_is_not_is_made() throws Exception {
        Map<String, String> environment = withMaven(
                "echo '[INFO] Building Panallama runner [5/5]'; : >'%s'".formatted(jar));
        assertEquals("", launch(environment, "--help").err());
        Files.delete(jar);
        Result built = launch(environment, "--help");
        assertEquals(0, built.exitCode(), built::err);
        assertTrue(built.err().contains("building") && built.err().contains("  Panallama runner [5/5]"), built::err);
        assertFalse(built.out().contains("INFO"), built::out);
    }

    @Test
    void a_build_older_than_a_source_is_renewed() throws Exception {
        Map<String, String> environment = withMaven("touch '%s'".formatted(jar));
        for (String part : List.of("bindings", "native")) Files.createDirectory(tree.resolve(part));
        Files.createFile(tree.resolve("pom.xml"));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        assertTrue(launch(environment, "--help").err().contains("building"));
        assertEquals("", launch(environment, "--help").err());
    }

    @Test
    void a_build_that_fails_says_so_and_keeps_the_log() throws Exception {
        Map<String, String> environment = withMaven("echo '[ERROR] no disk'; exit 1");
        Files.delete(jar);
        Result failed = launch(environment, "--help");
        assertEquals(1, failed.exitCode());
        assertTrue(failed.err().contains("  [ERROR] no disk\npanallama: the build failed"), failed::err);
        assertTrue(Files.readString(jar.resolveSibling("build.log")).contains("no disk"));
    }

    private Result launch(Map<String, String> environment, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("sh", launcher.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return JavaProcess.result(builder.start());
    }

    private Map<String, String> withMaven(String script) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("maven"));
        program(bin.resolve("mvn"), script);
        return Map.of("JAVA_HOME", jdk("25").toString(), "PATH", bin + ":/usr/bin:/bin");
    }

    private Path jdk(String version) throws IOException {
        Path jdk = folder.resolve("jdk " + version);
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"us\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
        program(jdk.resolve("bin/javac"), "exit 1");
        program(jdk.resolve("bin/java"), "echo java %s; printf '<%%s>\\n' \"$@\"".formatted(version));
        return jdk;
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
