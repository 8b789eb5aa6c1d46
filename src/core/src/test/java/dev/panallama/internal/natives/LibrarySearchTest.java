package dev.panallama.internal.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.NativeLibraryException;
import dev.panallama.internal.natives.LibrarySearch.Setting;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrarySearchTest {
    private static final Platform LINUX = Platform.of("Linux", "amd64", false);

    @TempDir
    Path folder;

    @AutoClose
    @Nullable
    URLClassLoader jars;

    @Test
    void a_folder_that_the_user_names_is_used_as_it_is() throws IOException {
        var named = folderWithLibraries("named");
        var found = search(LINUX, List.of(new Setting("a", named.toString()))).find();
        assertEquals(named, found.directory());
        assertEquals(
                List.of(named.resolve("libggml-base.so"), named.resolve("libggml.so"), named.resolve("libllama.so")),
                found.loadOrder());
        assertEquals(Optional.empty(), found.fallback());
    }

    @Test
    void the_first_setting_that_is_set_counts() throws IOException {
        var first = folderWithLibraries("first");
        var settings = List.of(
                new Setting("a", null), new Setting("b", ""),
                new Setting("c", first.toString()), new Setting("d", folderWithLibraries("second").toString()));
        var found = search(LINUX, settings).find();
        assertEquals(first, found.directory());
        assertEquals("c", found.source());
    }

    @Test
    void a_named_folder_without_libraries_is_refused() throws IOException {
        var empty = Files.createDirectory(folder.resolve("empty"));
        assertEquals(
                "the folder " + empty + ", given by a, holds no library libggml-base.*.so",
                refusal(search(LINUX, List.of(new Setting("a", empty.toString())))));
    }

    @Test
    void a_named_folder_that_does_not_exist_is_refused() throws IOException {
        var nowhere = folder.resolve("nowhere");
        assertEquals(
                "cannot read the folder " + nowhere + ", given by a",
                refusal(search(LINUX, List.of(new Setting("a", nowhere.toString())))));
    }

    @Test
    void gpu_jars_add_their_libraries_to_the_folder_of_the_platform() throws IOException {
        var found = search(LINUX, List.of(),
                SampleJar.LINUX,
                SampleJar.of("linux-x64-vulkan", "libggml-vulkan.so"),
                SampleJar.of("linux-x64-cuda-ext", "fallback/libggml-cuda.so")).find();
        assertTrue(Files.exists(found.directory().resolve("libllama.v0.4.0.so")));
        assertTrue(Files.exists(found.directory().resolve("libggml-vulkan.so")));
        assertTrue(Files.exists(found.fallback().orElseThrow().resolve("libggml-cuda.so")));
        assertEquals("the class path: linux-x64 0.4.0, linux-x64-cuda-ext 0.4.0, linux-x64-vulkan 0.4.0",
                found.source());
    }

    @Test
    void jars_of_different_versions_are_refused() throws IOException {
        var message = refusal(search(LINUX, List.of(),
                SampleJar.LINUX, new SampleJar("linux-x64-vulkan", "0.4.1", List.of("libggml-vulkan.so"))));
        assertTrue(message.endsWith("linux-x64 0.4.0, linux-x64-vulkan 0.4.1"), message);
    }

    @Test
    void a_missing_platform_jar_is_reported_with_all_places_and_the_artifact_to_add() throws IOException {
        var settings = List.of(new Setting("the property", null), new Setting("the variable", null));
        var message = refusal(search(LINUX, settings, SampleJar.of("linux-x64-vulkan", "libggml-vulkan.so")));
        var expected = "llama.cpp's libraries for linux-x64 were not found: the property is not set; "
                + "the variable is not set; the class path has no natives/linux-x64/manifest.txt; "
                + "add dev.panallama:panallama-native:[0-9][^:]*:linux-x64 to the class path, "
                + "or to the module path with --add-modules ALL-MODULE-PATH";
        assertTrue(message.matches(expected), message);
    }

    @Test
    void a_platform_without_a_jar_is_told_to_build_the_libraries() throws IOException {
        var message = refusal(search(Platform.of("Linux", "amd64", true), List.of(), SampleJar.LINUX));
        assertTrue(message.startsWith("llama.cpp's libraries for linux-musl-x64 were not found"), message);
        assertTrue(message.contains("build llama.cpp"), message);
    }

    private LibrarySearch search(Platform platform, List<Setting> settings, SampleJar... content) throws IOException {
        jars = SampleJar.write(folder, content);
        var cache = new LibraryCache(folder.resolve("home"), folder.resolve("temporary"));
        return new LibrarySearch(platform, settings, jars, cache);
    }

    private Path folderWithLibraries(String name) throws IOException {
        var named = Files.createDirectory(folder.resolve(name));
        for (var file : List.of("libggml-base.so", "libggml.so", "libggml.so.0", "libllama.so", "libllama-common.so")) {
            Files.createFile(named.resolve(file));
        }
        return named;
    }

    private static String refusal(LibrarySearch search) {
        return String.valueOf(assertThrows(NativeLibraryException.class, search::find).getMessage());
    }
}
