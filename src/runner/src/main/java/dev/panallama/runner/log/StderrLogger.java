package dev.panallama.runner.log;

import java.text.MessageFormat;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/// Writes lines at or above the level that the system property [#LEVEL] names; without it, none. A wrong name is told once.
///
/// The runner says itself what fails and why, so that a log beside it would only repeat or alarm.
public record StderrLogger(String name) implements System.Logger {
    /// The system property with the lowest level that is written, such as `INFO`.
    public static final String LEVEL = "panallama.log";

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return level != Level.OFF && level.compareTo(lowest()) >= 0;
    }

    /// A name that is no level is told at the first line there is, and counts as the usual level of programs.
    private static Level lowest() {
        String name = System.getProperty(LEVEL, Level.OFF.name());
        for (Level it : Level.values())
            if (it.name().equalsIgnoreCase(name)) return it;
        System.err.printf("-D%s is %s: give one of %s%n", LEVEL, plain(name), List.of(Level.values()));
        System.setProperty(LEVEL, Level.INFO.name());
        return Level.INFO;
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
        if (!isLoggable(level)) return;
        System.err.println(plain(String.valueOf(message)));
        if (thrown != null) thrown.printStackTrace();
    }

    /// What others have sent may be in it: it makes no lines and moves no cursor.
    private static String plain(String message) {
        return message.replaceAll("[\\p{Cntrl}&&[^\\t]]", "?");
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... parameters) {
        if (!isLoggable(level)) return;
        boolean plain = format == null || parameters == null || parameters.length == 0;
        log(level, bundle, plain ? format : MessageFormat.format(format, parameters), (Throwable) null);
    }
}
