package dev.panallama.runner.cli.server;

import dev.panallama.runner.cli.command.UsageException;
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
        try {
            return new ServerClient(address.address().url(), key);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(wrong.getMessage(), wrong);
        }
    }
}
