package dev.panallama.runner.download;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The proxies of the environment: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in capitals or not, as most programs read them; where
/// none is named, those of Java.
final class EnvironmentProxy extends ProxySelector {
    private final Map<String, String> environment;
    private final ProxySelector others;

    EnvironmentProxy(Map<String, String> environment, ProxySelector others) {
        this.environment = environment;
        this.others = others;
    }

    @Override
    public List<Proxy> select(URI uri) {
        Optional<String> proxy = variable(uri.getScheme().toLowerCase(Locale.ROOT) + "_proxy");
        if (proxy.isEmpty()) return others.select(uri);
        return List.of(isExcepted(uri.getHost()) ? Proxy.NO_PROXY : proxy(proxy.get()));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        others.connectFailed(uri, address, failure);
    }

    private boolean isExcepted(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return Stream.of(variable("no_proxy").orElse("").toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .anyMatch(it -> it.equals("*") || name.equals(it) || name.endsWith(it.startsWith(".") ? it : "." + it));
    }

    private static Proxy proxy(String text) {
        URI uri = URI.create(text.contains("://") ? text : "http://" + text);
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
