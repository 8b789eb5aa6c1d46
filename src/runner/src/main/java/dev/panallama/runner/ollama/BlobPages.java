package dev.panallama.runner.ollama;

import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Problem;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.store.Blobs;
import dev.panallama.runner.store.Digest;

/// `/api/blobs/DIGEST`: takes in files that `/api/create` makes models of.
record BlobPages(Blobs blobs) {
    /// Says whether a file is there.
    void look(Exchange exchange) {
        if (!blobs.has(digest(exchange)))
            throw new Problem(Problem.Kind.NOT_FOUND, "this file is not here: send it").asException();
        exchange.sendNothing();
    }

    /// Takes in a file, unless it is there.
    void receive(Exchange exchange) throws Exception {
        Digest digest = digest(exchange);
        if (blobs.has(digest)) {
            exchange.sendNothing();
            return;
        }
        blobs.removeOld();
        blobs.receive(digest, exchange.upload(), exchange.length());
        exchange.sendCreated();
    }

    private static Digest digest(Exchange exchange) {
        return Digest.of(exchange.value(0))
                .orElseThrow(() -> RequestException.of("digest", "is none: give sha256: and 64 hexadecimal digits"));
    }
}
