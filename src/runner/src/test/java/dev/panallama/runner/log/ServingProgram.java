package dev.panallama.runner.log;

import dev.panallama.runner.Runner;
import dev.panallama.runner.RunnerOptions;
import dev.panallama.runner.ServeOptions;
import java.nio.file.Path;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;

/// A program that serves models, of which there are none, and asks for a page itself. With a second argument it shows fine log lines.
final class ServingProgram {
    private ServingProgram() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 1) showFineLines();
        var options = RunnerOptions.defaults().withFolder(Path.of(args[0])).withOnline(false);
        try (Runner runner = Runner.start(options)) {
            var page = runner.serve(ServeOptions.defaults().at("127.0.0.1", 0)).resolve("/health");
            try (var answer = page.toURL().openStream()) {
                answer.readAllBytes();
            }
        }
    }

    private static void showFineLines() {
        var lines = new ConsoleHandler();
        lines.setLevel(Level.FINE);
        Logger server = Logger.getLogger("dev.panallama.server");
        server.setLevel(Level.FINE);
        server.addHandler(lines);
    }
}
