package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import dev.panallama.internal.host.NativeBuffer;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sends llama.cpp's log to the [System.Logger] named `dev.panallama.native` and keeps the last warnings
/// and errors of each thread, because a NULL or a -1 explains itself only there.
final class NativeLog {
    private static final int KEPT = 16;
    private static final int CONTINUED = 5;
    private static final ThreadLocal<Lines> LINES = ThreadLocal.withInitial(Lines::new);

    private NativeLog() {}

    /// Takes over the log of llama.cpp and ggml for the life of the process.
    static void install() {
        llama_h.llama_log_set(Upcalls.log((text, level) -> LINES.get().add(level, text)), MemorySegment.NULL);
    }

    /// Forgets what earlier calls of this thread logged.
    static void clear() {
        Lines lines = LINES.get();
        lines.kept.clear();
        lines.buffers.clear();
        lines.muted = false;
    }

    /// Makes details of what this thread's call still logs: it is about to fail because it was cancelled.
    static void mute() {
        LINES.get().muted = true;
    }

    /// Returns the last warnings and errors logged on this thread since [#clear], oldest first.
    static List<String> recent() {
        return List.copyOf(LINES.get().kept);
    }

    /// Hands each part of a line that this thread logs to a listener as well, or no longer to any.
    static void listen(@Nullable Consumer<String> listener) {
        LINES.get().listener = listener;
    }

    /// Returns the buffers that this thread's calls have allocated since [#clear], as far as llama.cpp says so.
    static List<NativeBuffer> buffers() {
        return List.copyOf(LINES.get().buffers);
    }

    /// Where the lines go, looked for when the first one has come.
    private static final class Log {
        static final System.Logger LOGGER = System.getLogger("dev.panallama.native");
    }

    /// Puts lines together from the parts in which they arrive.
    private static final class Lines {
        private final ArrayDeque<String> kept = new ArrayDeque<>();
        private final List<NativeBuffer> buffers = new ArrayList<>();
        private final StringBuilder open = new StringBuilder();
        private Level level = Level.DEBUG;
        private boolean muted;
        private @Nullable Consumer<String> listener;

        void add(int nativeLevel, String part) {
            if (nativeLevel != CONTINUED) level = levelOf(nativeLevel);
            open.append(part);
            if (listener != null) listener.accept(part);
            if (part.endsWith("\n")) endLine();
        }

        private void endLine() {
            String line = open.toString().strip();
            open.setLength(0);
            if (line.isEmpty()) return;
            if (level.compareTo(Level.INFO) > 0) keep(line);
            else NativeBuffer.read(line).ifPresent(buffers::add);
            Log.LOGGER.log(muted ? Level.DEBUG : level, line);
        }

        private void keep(String line) {
            if (kept.size() == KEPT) kept.removeFirst();
            kept.addLast(line);
        }

        /// What llama.cpp calls information is detail to a Java program.
        private static Level levelOf(int nativeLevel) {
            return switch (nativeLevel) {
                case 4 -> Level.ERROR;
                case 3 -> Level.WARNING;
                case 2 -> Level.DEBUG;
                default -> Level.TRACE;
            };
        }
    }
}
