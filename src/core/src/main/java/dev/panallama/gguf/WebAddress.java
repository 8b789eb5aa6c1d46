package dev.panallama.gguf;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;

/// An `http` or `https` address, and where it may redirect to.
record WebAddress(URI uri) {
    WebAddress {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https"))
            throw new IllegalArgumentException("%s is no http or https address: give one, or a Path".formatted(uri));
        if (uri.getHost() == null || uri.getHost().isEmpty())
            throw new IllegalArgumentException("%s names no host: give a whole address".formatted(uri));
    }

    /// Returns the address without what may be secret.
    String name() {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return "%s://%s%s%s".formatted(uri.getScheme(), uri.getHost(), port, Objects.toString(uri.getRawPath(), ""));
    }

    /// Returns where a server redirects to from here.
    ///
    /// @throws IOException if that is no address, not of the web, or less safe than this one
    WebAddress redirected(String location) throws IOException {
        WebAddress target;
        try {
            target = new WebAddress(uri.resolve(location));
        } catch (IllegalArgumentException fault) {
            throw new IOException("%s redirects to where nothing can be read: %s".formatted(name(), fault.getMessage()),
                    fault);
        }
        if (isSafe() && !target.isSafe())
            throw new IOException("%s redirects from https to http, which is not followed: give the address behind it"
                    .formatted(name()));
        return target;
    }

    /// Returns whether a secret for one address may be told the other.
    boolean isSameOrigin(WebAddress other) {
        return isSafe() == other.isSafe() && uri.getHost().equalsIgnoreCase(other.uri.getHost())
                && port() == other.port();
    }

    private boolean isSafe() {
        return uri.getScheme().equalsIgnoreCase("https");
    }

    private int port() {
        if (uri.getPort() >= 0) return uri.getPort();
        return isSafe() ? 443 : 80;
    }
}
