package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.panallama.runner.http.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What cannot start leaves nothing behind.
@Timeout(60)
final class ModelServerTest {
    private static final ServerOptions OPTIONS = ServerOptions.defaults().at("127.0.0.1", 0);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @TempDir
    private Path folder;

    @Test
    void a_host_that_is_no_address_leaves_no_thread() throws Exception {
        assertLeavesNothing(OPTIONS.at("::zz", 0));
    }

    @Test
    void a_log_that_cannot_be_written_leaves_no_thread() throws Exception {
        assertLeavesNothing(OPTIONS.withLog(folder.resolve("missing").resolve("log.jsonl")));
    }

    @Test
    void a_port_that_is_taken_leaves_no_thread_and_no_open_file() throws Exception {
        Path log = folder.resolve("log.jsonl");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertLeavesNothing(OPTIONS.at("127.0.0.1", taken.getLocalPort()).withLog(log));
        }
        assertFalse(isOpen(log));
    }

    private static void assertLeavesNothing(ServerOptions options) throws InterruptedException {
        long before = threads();
        assertThrows(IOException.class, () -> TestServer.start(options, TestServer.SERVING, List.of()));
        while (threads() > before) Thread.sleep(5); // they end by themselves
    }

    /// Returns how many threads of servers there are.
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(it -> it.startsWith("vert.x") || it.startsWith("panallama reaper"))
                .count();
    }

    /// Where the system tells it.
    private static boolean isOpen(Path file) throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) return false;
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.anyMatch(it -> target(it).equals(file.toString()));
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException gone) {
            return "";
        }
    }
}
