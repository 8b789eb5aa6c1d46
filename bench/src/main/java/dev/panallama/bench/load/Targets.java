package dev.panallama.bench.load;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/// All ways to answer requests.
public final class Targets {
    private Targets() {}

    /// Returns those of this process.
    public static List<TargetKind> inProcess(Path model) {
        return List.of(EngineTarget.of(model), SessionsTarget.of(model));
    }

    /// Returns a server that runs already.
    ///
    /// @param chat whether it is asked for chat completions
    public static TargetKind server(URI address, boolean chat) {
        return HttpTarget.at(address, chat);
    }

    /// Returns a llama-server that is started for each measurement.
    ///
    /// @param options more options of it
    public static TargetKind llamaServer(Path program, Path model, List<String> options) {
        return LlamaServer.of(program, model, options);
    }
}
