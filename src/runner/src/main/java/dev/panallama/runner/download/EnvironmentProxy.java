package dev.panallama.runner.download;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The proxies of the environment: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in capitals or not, as most programs read them; where
/// none is named, those of Java.
final class EnvironmentProxy extends ProxySelector {
    private static final String DISABLED = "jdk.http.auth.tunneling.disabledSchemes";

    private final Map<String, String> environment;
    private final ProxySelector others;

    EnvironmentProxy(Map<String, String> environment, ProxySelector others) {
        this.environment = environment;
        this.others = others;
    }

    @Override
    public List<Proxy> select(URI uri) {
        if (named(uri).isEmpty()) return others.select(uri);
        return List.of(address(uri).map(EnvironmentProxy::proxy).orElse(Proxy.NO_PROXY));
    }

    /// Returns what tells the proxy of an address who asks, for the header `Proxy-Authorization`.
    Optional<String> authorization(URI uri) {
        return address(uri).map(URI::getUserInfo).map(it -> "Basic "
                + Base64.getEncoder().encodeToString(it.getBytes(StandardCharsets.UTF_8)));
    }

    /// Has Java send passwords through to proxies, which it does not do for `https` otherwise. It looks once, before its first request.
    ///
    /// @return this
    EnvironmentProxy allowingPasswords() {
        boolean any = Stream.of("http", "https")
                .flatMap(it -> variable(it + "_proxy").stream())
                .anyMatch(it -> it.contains("@"));
        if (any && System.getProperty(DISABLED) == null) System.setProperty(DISABLED, "");
        return this;
    }

    private Optional<String> named(URI uri) {
        return variable(uri.getScheme().toLowerCase(Locale.ROOT) + "_proxy");
    }

    /// Returns where the proxy of an address is; empty if there is none or it is excepted.
    private Optional<URI> address(URI uri) {
        return named(uri).filter(_ -> !isExcepted(uri.getHost())).map(EnvironmentProxy::parse);
    }

    private static URI parse(String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            if (uri.getHost() != null) return uri;
        } catch (URISyntaxException _) { // which would show the password
        }
        throw new IllegalArgumentException(
                "the proxy of the environment is no address: give http://host:port, or http://user:password@host:port with %40 for a @ in the password");
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        others.connectFailed(uri, address, failure);
    }

    private boolean isExcepted(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return Stream.of(variable("no_proxy").orElse("").toLowerCase(Locale.ROOT).split(","))
                .map(it -> it.strip().replaceFirst("^\\*(?=\\.)|:\\d+$", "")) // *.example.org, example.org:443
                .filter(it -> !it.isEmpty())
                .anyMatch(it -> it.equals("*") || name.equals(it) || name.endsWith(it.startsWith(".") ? it : "." + it));
    }

    private static Proxy proxy(URI uri) {
        return new Proxy(Proxy.Type.HTTP,
                InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort()));
    }

    private Optional<String> variable(String name) {
        return Stream.of(name, name.toUpperCase(Locale.ROOT))
                .map(environment::get)
                .filter(it -> it != null && !it.isBlank())
                .findFirst();
    }
}
