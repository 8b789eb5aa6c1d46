package dev.panallama.runner.page;

import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Problem;
import dev.panallama.runner.http.Server;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Serves the chat page: `/` for browsers, and its files below `/page/`. Any thread may use it.
public final class ChatPage {
    /// What a browser is to do with the page: nothing comes from elsewhere, no text becomes a program, nobody frames it.
    private static final Map<String, String> GUARD = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                    + "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");
    private static final String START = "index.html";

    private final PageFiles files = new PageFiles();

    private ChatPage() {}

    /// Adds the page to a server.
    public static void addTo(Server server) {
        var page = new ChatPage();
        server.get("/", page::start).get("/page/*", exchange -> page.send(exchange, exchange.value(0)));
    }

    /// Programs look here whether a server is running, and take any text; people's browsers ask for HTML.
    private void start(Exchange exchange) {
        if (accepts(exchange, "Accept", "text/html")) send(exchange, START);
        else exchange.sendText("Panallama is running");
    }

    private void send(Exchange exchange, String name) {
        PageFile file = files.find(name)
                .orElseThrow(() -> new Problem(Problem.Kind.NOT_FOUND, "the page has no such file").asException());
        boolean packed = accepts(exchange, "Accept-Encoding", "gzip");
        var headers = new LinkedHashMap<>(GUARD);
        headers.put("Content-Type", file.contentType());
        headers.put("Cache-Control", "no-cache"); // asked for again each time, and answered with 304
        headers.put("Vary", "Accept, Accept-Encoding, Origin");
        headers.put("ETag", file.tag());
        if (packed) headers.put("Content-Encoding", "gzip");
        boolean known = exchange.header("If-None-Match").filter(it -> it.contains(file.tag())).isPresent();
        exchange.sendBytes(known ? 304 : 200, headers, packed ? file.packed() : file.bytes());
    }

    private static boolean accepts(Exchange exchange, String header, String value) {
        return exchange.header(header).filter(it -> it.toLowerCase(Locale.ROOT).contains(value)).isPresent();
    }
}
