package dev.panallama.runner.cli.server;

import dev.panallama.runner.http.ServerOptions;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a server listens. Immutable.
///
/// @param scheme `http` or `https`
/// @param host a name or an address, one of IPv6 without brackets
/// @param port 0 for one that is free
record ServerAddress(String scheme, String host, int port) {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern FORM = Pattern.compile(
            "(?:(https?)://)?(?:\\[([0-9a-f:.]+)]|([0-9a-f]*:[0-9a-f:.]*:[0-9a-f.]*)|([^:/\\s\\[\\]]*))(?::(\\d{1,5}))?(?:/\\S*)?");

    ServerAddress {
        if (port < 0 || port > 65_535)
            throw new IllegalArgumentException("port is %d: give 0 to 65535".formatted(port));
    }

    /// Reads an address as `OLLAMA_HOST` has it: a host, `host:port`, `:port`, or a URL; addresses of IPv6 with brackets, or
    /// without a port.
    ///
    /// @throws IllegalArgumentException if it is none of these
    static ServerAddress parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches())
            throw new IllegalArgumentException(
                    "\"%s\" is no address: give a host, HOST:PORT, :PORT or a URL".formatted(text));
        String scheme = form.group(1) == null ? "http" : form.group(1);
        String six = form.group(2) == null ? form.group(3) : form.group(2);
        String host = six == null ? form.group(4) : six;
        return new ServerAddress(scheme, host.isEmpty() ? LOOPBACK : host,
                form.group(5) != null ? Integer.parseInt(form.group(5)) : usualPort(form.group(1)));
    }

    private static int usualPort(@Nullable String scheme) {
        if (scheme == null) return ServerOptions.USUAL_PORT;
        return scheme.equals("https") ? 443 : 80;
    }

    ServerAddress withPort(int other) {
        return new ServerAddress(scheme, host, other);
    }

    /// Returns the URL by which a client reaches it: one that listens everywhere is reached at this machine's own address.
    URI url() {
        String reached = switch (host) {
            case "0.0.0.0" -> LOOPBACK;
            case "::" -> "::1";
            default -> host;
        };
        return URI.create("%s://%s:%d".formatted(scheme, reached.contains(":") ? "[" + reached + "]" : reached, port));
    }
}
