package dev.panallama.runner.chat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.utils.Signals;

/// Hands signals of the process to a terminal's handlers. JLine left to itself registers with the system anew for each line that is
/// read, and a Ctrl-C in between ends the program.
final class TerminalSignals implements AutoCloseable {
    private static final List<Signal> SIGNALS = List.of(Signal.INT, Signal.WINCH, Signal.CONT);

    private final Map<Signal, Object> before = new EnumMap<>(Signal.class);

    /// Begins to, until it is closed.
    ///
    /// @param terminal one that takes no signals itself
    TerminalSignals(Terminal terminal) {
        for (Signal signal : SIGNALS) {
            Object handler = Signals.register(signal.name(), () -> terminal.raise(signal));
            if (handler != null) before.put(signal, handler); // Windows has no window changes
        }
    }

    @Override
    public void close() {
        before.forEach((signal, handler) -> Signals.unregister(signal.name(), handler));
    }
}
