package dev.panallama.internal.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.panallama.error.NativeLibraryException;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryCacheTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(0);

    @TempDir
    Path folder;

    @AutoClose
    URLClassLoader jars;

    private LibraryCache cache;
    private List<Bundle> bundles;

    @BeforeEach
    void write_a_platform_jar() throws IOException {
        jars = SampleJar.write(folder, SampleJar.LINUX);
        bundles = Bundle.find("linux-x64", jars).stream().toList();
        cache = new LibraryCache(folder.resolve("home"), Files.createDirectory(folder.resolve("temporary")));
    }

    @Test
    void libraries_are_unpacked_once_and_used_again() throws IOException {
        var unpacked = cache.unpack(bundles);
        var library = unpacked.resolve("libggml-base.so");
        assertEquals("libggml-base.so", Files.readString(library));
        Files.setLastModifiedTime(library, LONG_AGO);

        assertEquals(unpacked, cache.unpack(bundles));
        assertEquals(LONG_AGO, Files.getLastModifiedTime(library));
    }

    @Test
    void what_nobody_has_written_to_since_is_not_read_again() throws IOException {
        var library = cache.unpack(bundles).resolve("libggml-base.so");
        var seal = Files.getLastModifiedTime(library);
        Files.writeString(library, "another");
        Files.setLastModifiedTime(library, seal);

        cache.unpack(bundles);
        assertEquals("another", Files.readString(library));
    }

    @Test
    void other_contents_get_another_folder() throws IOException {
        var other = new SampleJar("linux-x64", "0.4.1", SampleJar.LINUX.libraries());
        try (var otherJars = SampleJar.write(Files.createDirectory(folder.resolve("other")), other)) {
            assertNotEquals(cache.unpack(bundles), cache.unpack(Bundle.find("linux-x64", otherJars).stream().toList()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"libggml-bare.so", "libggml", ""})
    void a_damaged_library_is_repaired_and_nothing_else_is_touched(String damaged) throws IOException {
        var unpacked = cache.unpack(bundles);
        var sound = unpacked.resolve("libllama.v0.4.0.so");
        Files.setLastModifiedTime(sound, LONG_AGO);
        Files.writeString(unpacked.resolve("libggml-base.so"), damaged);

        assertEquals(unpacked, cache.unpack(bundles));
        assertEquals("libggml-base.so", Files.readString(unpacked.resolve("libggml-base.so")));
        assertEquals(LONG_AGO, Files.getLastModifiedTime(sound));
        assertEquals(3, filesIn(unpacked));
    }

    @Test
    void a_deleted_library_is_unpacked_again() throws IOException {
        var unpacked = cache.unpack(bundles);
        Files.delete(unpacked.resolve("libggml-base.so"));

        assertEquals(unpacked, cache.unpack(bundles));
        assertEquals("libggml-base.so", Files.readString(unpacked.resolve("libggml-base.so")));
    }

    @Test
    void only_the_owner_can_enter_the_folder() throws IOException {
        assumePosix();
        var permissions = Files.getPosixFilePermissions(cache.unpack(bundles));
        assertEquals("rwx------", PosixFilePermissions.toString(permissions));
    }

    @Test
    void a_home_that_cannot_be_written_gives_way_to_the_temporary_folder() throws IOException {
        Files.writeString(cache.home(), "a file where the folder should be");

        var unpacked = cache.unpack(bundles);
        assertEquals(cache.temporary(), unpacked.getParent());
        assertEquals(3, filesIn(unpacked));
        assertEquals(unpacked, cache.unpack(bundles));
    }

    @Test
    void a_folder_that_others_can_write_is_not_trusted() throws IOException {
        assumePosix();
        Files.writeString(cache.home(), "a file where the folder should be");
        var open = cache.unpack(bundles);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        var unpacked = cache.unpack(bundles);
        assertNotEquals(open, unpacked);
        assertEquals(3, filesIn(unpacked));
    }

    @Test
    void a_link_to_a_folder_is_not_trusted() throws IOException {
        assumePosix();
        var unpacked = cache.unpack(bundles);
        var elsewhere = Files.move(unpacked, folder.resolve("elsewhere"));
        Files.createSymbolicLink(unpacked, elsewhere);

        assertEquals(cache.temporary(), cache.unpack(bundles).getParent());
    }

    @Test
    void having_nowhere_to_write_is_reported_with_both_places() throws IOException {
        Files.writeString(cache.home(), "a file where the folder should be");
        Files.delete(cache.temporary());
        Files.writeString(cache.temporary(), "another one");

        var message = refusal(bundles);
        assertTrue(
                message.startsWith(
                        "llama.cpp cannot be unpacked into %s or %s".formatted(cache.home(), cache.temporary())),
                message);
    }

    @Test
    void a_jar_that_differs_from_its_manifest_is_refused() {
        var manifest = List.of("llama.cpp 0.4.0", "0 00000000 libggml-base.so");
        var message = refusal(List.of(new Bundle("linux-x64", manifest, jars)));
        assertTrue(message.contains("natives/linux-x64/libggml-base.so differs from its manifest"), message);
    }

    private String refusal(List<Bundle> refused) {
        return String.valueOf(assertThrows(NativeLibraryException.class, () -> cache.unpack(refused)).getMessage());
    }

    private static long filesIn(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.count();
        }
    }

    private static void assumePosix() {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    }
}
