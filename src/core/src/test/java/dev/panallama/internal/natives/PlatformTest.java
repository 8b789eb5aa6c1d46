package dev.panallama.internal.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-x64",
        "Linux, aarch64, linux-arm64",
        "Mac OS X, x86_64, mac-x64",
        "Mac OS X, aarch64, mac-arm64-metal",
        "Windows 11, amd64, win-x64",
        "Windows Server 2025, aarch64, win-arm64"
    })
    void each_bundled_platform_has_its_key(String system, String architecture, String key) {
        var platform = Platform.of(system, architecture, false);
        assertEquals(key, platform.key());
        assertTrue(platform.hasBundle());
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, true, linux-musl-x64",
        "Linux, arm, false, linux-arm",
        "Linux, riscv64, false, linux-riscv64",
        "FreeBSD, amd64, false, freebsd-x64"
    })
    void other_platforms_have_a_key_but_no_bundle(String system, String architecture, boolean musl, String key) {
        var platform = Platform.of(system, architecture, musl);
        assertEquals(key, platform.key());
        assertFalse(platform.hasBundle());
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, ggml, libggml.v0.4.0.so",
        "Linux, ggml, libggml.so",
        "Linux, ggml-base, libggml-base.so",
        "Mac OS X, llama, libllama.metal.v0.4.0.dylib",
        "Windows 11, llama, llama.v0.4.0.dll",
        "Windows 11, ggml, ggml.dll"
    })
    void a_library_is_known_whatever_version_its_file_name_carries(String system, String library, String file) {
        assertTrue(Platform.of(system, "aarch64", false).isLibrary(library, Path.of(file)));
    }

    @Test
    void a_library_is_not_taken_for_another_one() {
        var linux = Platform.of("Linux", "amd64", false);
        assertFalse(linux.isLibrary("ggml", Path.of("libggml-base.so")));
        assertFalse(linux.isLibrary("llama", Path.of("libllama-common.so")));
        assertFalse(linux.isLibrary("llama", Path.of("llama.dll")));
    }
}
