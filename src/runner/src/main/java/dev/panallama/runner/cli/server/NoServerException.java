package dev.panallama.runner.cli.server;

import java.io.IOException;
import java.net.URI;

/// Thrown when no server answers.
public final class NoServerException extends IOException {
    private static final long serialVersionUID = 1L;

    NoServerException(URI address, IOException cause) {
        super("no server at %s: start one with panallama serve".formatted(address), cause);
    }
}
