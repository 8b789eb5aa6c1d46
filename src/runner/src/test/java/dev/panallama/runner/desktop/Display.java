package dev.panallama.runner.desktop;

import dev.panallama.runner.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A display that nobody sees, for programs with windows.
public final class Display implements AutoCloseable {
    private final Process server;
    private final String name;

    private Display(Process server, String name) {
        this.server = server;
        this.name = name;
    }

    /// Starts one with a number that is free.
    public static Display start() throws IOException {
        Process server = new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten",
                "tcp").redirectError(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
        return new Display(server, ":" + out.readLine());
    }

    /// Runs a program with windows to its end, which computes with one thread.
    public JavaProcess.Result run(List<String> command) throws Exception {
        return run(command, Map.of());
    }

    /// Runs a program with windows to its end, with something in the environment.
    public JavaProcess.Result run(List<String> command, Map<String, String> environment) throws Exception {
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.environment().put("DISPLAY", name);
        return JavaProcess.result(builder.start());
    }

    @Override
    public void close() {
        server.destroy();
        server.onExit().join();
    }
}
