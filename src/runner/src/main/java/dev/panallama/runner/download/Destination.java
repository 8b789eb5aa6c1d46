package dev.panallama.runner.download;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;

/// Where a server on the internet may send us: to others of its kind, by `https`, but not to what only this machine or its network can
/// reach.
final class Destination {
    private Destination() {}

    /// Checks an address that a user gave.
    static void check(URI uri) throws RefusedException {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(java.util.Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("https") || scheme.equals("http")))
            throw new RefusedException("%s is no address of the web".formatted(uri));
        if (scheme.equals("http") && !isNear(uri.getHost()))
            throw new RefusedException("%s is not protected: give an address that begins with https".formatted(uri));
    }

    /// Checks an address that a server refers to.
    static void checkRedirect(URI from, URI to) throws RefusedException {
        check(to);
        boolean stays = from.getHost().equalsIgnoreCase(to.getHost()) && isNear(from.getHost());
        if (mayBeNear(to.getHost()) && !stays)
            throw new RefusedException(
                    "%s refers to %s, which is no server of the internet".formatted(from.getHost(), to.getHost()));
    }

    /// Whether a name is of this machine or its network. One that cannot be resolved here is resolved by a proxy, if by anything.
    private static boolean isNear(String host) {
        List<InetAddress> all = addresses(host);
        return !all.isEmpty() && all.stream().allMatch(Destination::isNear);
    }

    private static boolean mayBeNear(String host) {
        return addresses(host).stream().anyMatch(Destination::isNear);
    }

    private static List<InetAddress> addresses(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException _) {
            return List.of();
        }
    }

    private static boolean isNear(InetAddress it) {
        byte[] bytes = it.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc; // RFC 4193
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64; // RFC 6598
        return it.isLoopbackAddress() || it.isLinkLocalAddress() || it.isSiteLocalAddress() || it.isAnyLocalAddress()
                || it.isMulticastAddress() || uniqueLocal || shared;
    }
}
