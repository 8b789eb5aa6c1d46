package dev.panallama.runner.page;

import dev.panallama.runner.documents.DocumentException;
import dev.panallama.runner.documents.PdfText;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Problem;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.http.Server;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/// Reads the text of files that a browser cannot read.
public final class TextPages {
    private TextPages() {}

    /// Adds the page.
    public static void addTo(Server server) {
        server.post("/panallama/text", TextPages::answer);
    }

    private static void answer(Exchange exchange) throws IOException, InterruptedException {
        try {
            byte[] file = Base64.getDecoder().decode(exchange.fields().required("pdf"));
            exchange.send(JsonNodeFactory.instance.objectNode().put("text", PdfText.of(file)));
        } catch (DocumentException refused) {
            throw new Problem(Problem.Kind.INVALID, "the PDF " + refused.getMessage(), Optional.of("pdf"))
                    .asException();
        } catch (IllegalArgumentException _) {
            throw RequestException.of("pdf", "is not in Base64");
        }
    }
}
