package dev.panallama.runner.cli.server;

import static dev.panallama.runner.cli.command.UsageException.reading;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The running server that a command asks.
public final class ServerOption {
    @Mixin
    private final AddressOptions address = new AddressOptions();

    @Option(
        names = "--api-key",
        paramLabel = "KEY",
        defaultValue = "",
        description = "The server's key, if it asks for one; better by the environment variable PANALLAMA_API_KEY.")
    private String key = "";

    /// Returns the client of that server. Nothing is sent yet.
    public ServerClient client() {
        return new ServerClient(reading(address::address).url(), key);
    }
}
