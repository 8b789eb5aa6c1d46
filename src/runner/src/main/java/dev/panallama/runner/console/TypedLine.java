package dev.panallama.runner.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/// A line that a person types at the terminal of this process. An interrupt ends the waiting at once, and leaves what is typed then to
/// whoever reads next.
public final class TypedLine {
    private static final Path TERMINAL = Path.of("/dev/tty"); // of a stream's own read nobody is woken
    private static final int LONGEST = 4096; // bytes, as in a terminal itself
    private static final Duration PAUSE = Duration.ofMillis(50);

    private TypedLine() {}

    /// Waits for a line.
    ///
    /// @return empty as well if the person ends the input
    public static String read() throws IOException, InterruptedException {
        if (!Files.exists(TERMINAL)) return fromConsole();
        try (FileChannel terminal = FileChannel.open(TERMINAL)) {
            return from(terminal);
        } catch (FileSystemException _) { // the session has no terminal of its own
            return line();
        }
    }

    private static String from(FileChannel terminal) throws IOException, InterruptedException {
        ByteBuffer line = ByteBuffer.allocate(LONGEST);
        try {
            terminal.read(line); // gives it whole
        } catch (ClosedByInterruptException _) {
            boolean _ = Thread.interrupted(); // the exception says so from here on
            throw new InterruptedException("the thread that waits for a line was interrupted");
        }
        return Charset.defaultCharset().decode(line.flip()).toString().strip();
    }

    /// Windows tells whether a line is there.
    private static String fromConsole() throws IOException, InterruptedException {
        while (System.in.available() == 0) Thread.sleep(PAUSE);
        return line();
    }

    private static String line() throws IOException {
        var input = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        return Objects.requireNonNullElse(input.readLine(), "").strip();
    }
}
