package dev.panallama.bench.program;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starts another JVM with the class path of this one.
public final class JavaCommand {
    private JavaCommand() {}

    /// Returns the command.
    ///
    /// @param flags of the JVM
    public static List<String> of(Class<?> main, List<String> flags, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }
}
