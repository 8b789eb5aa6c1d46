package dev.panallama.runner.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.panallama.runner.TestModel;
import dev.panallama.runner.documents.PdfFiles;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A PDF goes with a message as its text.
class AttachedPdfTest {
    @TempDir
    Path folder;

    @Test
    void its_text_goes_with_the_message_and_one_that_cannot_be_read_says_why() throws Exception {
        Path ears = Files.write(folder.resolve("ears.pdf"), PdfFiles.of("A llama has long ears."));
        Path empty = Files.write(folder.resolve("scan.pdf"), PdfFiles.of(""));
        try (var server = new PageServer(folder, List.of(TestModel.file()), Optional.empty());
                var browser = new Browser(folder)) {
            browser.open(server.address());
            browser.script("document.getElementById('file-picker').hidden = false");
            browser.all("#file-picker").getFirst().sendKeys(ears.toString());
            browser.until(() -> browser.all("#attachments .file button").size() == 1); // it is read
            browser.all("#file-picker").getFirst().sendKeys(empty.toString());
            assertEquals("scan.pdf: The PDF has no text: its pages may be pictures.",
                    browser.text(".toast span"));
            browser.until(() -> browser.texts("#attachments .file span").equals(List.of("ears.pdf")));
            browser.say("What has long ears?");
            browser.awaitAnswer();
            String id = server.ask("GET", "panallama/conversations", "").path("conversations").get(0).path("id")
                    .asString();
            var question = server.ask("GET", "panallama/conversations/" + id, "").path("messages").get(0);
            assertEquals("A llama has long ears.",
                    question.path("attachments").get(0).path("text").asString().strip());
            assertEquals("", browser.violations());
        }
    }

    @Test
    void what_is_sent_has_to_be_a_pdf_in_base64() throws Exception {
        try (var server = new PageServer(folder, List.of(TestModel.file()), Optional.empty())) {
            assertEquals("400 pdf is missing", refusal(server, "{}"));
            assertEquals("400 pdf is not in Base64", refusal(server, "{\"pdf\": \"?\"}"));
            assertEquals("400 the PDF is damaged, or is none", refusal(server, "{\"pdf\": \"bm8gUERG\"}"));
        }
    }

    private static String refusal(PageServer server, String body) throws Exception {
        var answer = PageServer.send(HttpRequest.newBuilder(URI.create(server.address() + "panallama/text"))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        return "%d %s".formatted(answer.statusCode(),
                tools.jackson.databind.json.JsonMapper.shared().readTree(answer.body()).path("error").path("message")
                        .asString());
    }
}
