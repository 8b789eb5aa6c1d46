package dev.panallama.runner.download;

import java.net.URI;

/// What tells a server who asks. It is sent to that server alone, never to one that it refers to. Immutable.
///
/// @param origin the server: scheme, host and port of this address
/// @param token what it gave its user
public record Credential(URI origin, String token) {
    boolean belongsTo(URI uri) {
        return origin.getScheme().equalsIgnoreCase(uri.getScheme())
                && origin.getHost().equalsIgnoreCase(uri.getHost())
                && origin.getPort() == uri.getPort();
    }

    /// Keeps the token out of logs.
    @Override
    public String toString() {
        return "a token for " + origin.getHost();
    }
}
