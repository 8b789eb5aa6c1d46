package dev.panallama.runner.page;

import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.ServedRequest;
import dev.panallama.runner.http.Server;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Tells which requests were answered last, but for those of the page's own files and conversations: never what they say. Any
/// thread may use it.
public final class RequestPages {
    private static final int MOST = 100;

    private final Deque<ServedRequest> last = new ArrayDeque<>(); // the newest first

    /// Returns what notes a request and tells somebody else of it.
    public Consumer<ServedRequest> listener(Consumer<? super ServedRequest> next) {
        return it -> {
            if (!isOfThePage(it.path())) note(it);
            next.accept(it);
        };
    }

    /// Adds the page.
    public void addTo(Server server) {
        server.get("/panallama/requests", this::answer);
    }

    private static boolean isOfThePage(String path) {
        return path.startsWith("/page/") || path.startsWith("/panallama/");
    }

    private synchronized void note(ServedRequest request) {
        if (last.size() == MOST) last.removeLast();
        last.addFirst(request);
    }

    private synchronized List<ServedRequest> last() {
        return List.copyOf(last);
    }

    private void answer(Exchange exchange) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode all = answer.putArray("requests");
        for (ServedRequest it : last()) all.add(it.json());
        exchange.send(answer);
    }
}
