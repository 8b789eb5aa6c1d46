package dev.panallama.runner.cli.server;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a server listens, as options.
final class AddressOptions {
    @Option(
        names = "--host",
        paramLabel = "HOST",
        defaultValue = "127.0.0.1",
        description = "The server's address, with a port if need be: HOST, HOST:PORT, :PORT or a URL (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
        names = "--port",
        paramLabel = "N",
        description = "The server's port; 0 has serve take one that is free (default: 11434, as Ollama's clients expect).")
    private @Nullable Integer port;

    /// Returns where the server listens.
    ///
    /// @throws IllegalArgumentException if there can be no such place
    ServerAddress address() {
        ServerAddress address = ServerAddress.parse(host);
        return port == null ? address : address.withPort(port);
    }
}
