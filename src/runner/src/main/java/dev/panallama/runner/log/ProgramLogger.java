package dev.panallama.runner.log;

import java.util.Map;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Leaves log lines to `java.util.logging`, as Java does by itself: the program around decides what becomes of them.
record ProgramLogger(String name) implements System.Logger {
    private static final Map<Level, java.util.logging.Level> LEVELS = Map.of(
            Level.ALL, java.util.logging.Level.ALL,
            Level.TRACE, java.util.logging.Level.FINER,
            Level.DEBUG, java.util.logging.Level.FINE,
            Level.INFO, java.util.logging.Level.INFO,
            Level.WARNING, java.util.logging.Level.WARNING,
            Level.ERROR, java.util.logging.Level.SEVERE,
            Level.OFF, java.util.logging.Level.OFF);

    private static java.util.logging.Level in(Level level) {
        return Objects.requireNonNull(LEVELS.get(level));
    }

    private Logger logger() {
        return Logger.getLogger(name);
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return logger().isLoggable(in(level));
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
        logger().logrb(in(level), bundle, message, thrown);
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... parameters) {
        logger().logrb(in(level), bundle, format, parameters);
    }
}
