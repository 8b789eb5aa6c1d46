package dev.panallama.runner.console;

import java.util.regex.Pattern;

/// What files may be called on all systems.
public final class FileNames {
    private static final Pattern DEVICE = Pattern.compile("(?i)(con|prn|aux|nul|com\\d|lpt\\d) *(\\..*)?");

    private FileNames() {}

    /// Whether a name is that of a device on Windows, with whatever ending.
    public static boolean isDevice(String name) {
        return DEVICE.matcher(name).matches();
    }
}
