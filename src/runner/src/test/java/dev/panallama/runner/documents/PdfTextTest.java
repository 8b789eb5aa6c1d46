package dev.panallama.runner.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PdfTextTest {
    @Test
    void the_text_of_all_pages_comes_in_their_order() throws Exception {
        assertEquals("A llama has long ears.\nAn alpaca has short ones.\n",
                PdfText.of(PdfFiles.of("A llama has long ears.", "An alpaca has short ones.")).replace("\r\n", "\n"));
    }

    @Test
    void one_without_text_that_can_be_had_says_why() throws Exception {
        assertEquals("has no text: its pages may be pictures", refusal(PdfFiles.of("", "")));
        assertEquals("wants a password", refusal(PdfFiles.locked()));
        assertEquals("does not allow its text to be taken", refusal(PdfFiles.guarded()));
        assertEquals("is damaged, or is none", refusal("no PDF".getBytes(StandardCharsets.UTF_8)));
        byte[] whole = PdfFiles.of("some text");
        assertEquals("is damaged, or is none", refusal(Arrays.copyOf(whole, 20)));
    }

    @Test
    void one_that_unpacks_to_gigabytes_takes_no_memory_of_this_process_and_ends() throws Exception {
        byte[] bomb = PdfFiles.bomb();
        assertTrue(bomb.length < 10_000_000, () -> "%,d bytes".formatted(bomb.length));
        String refusal = String.valueOf(
                assertThrows(DocumentException.class, () -> PdfText.of(bomb, Duration.ofSeconds(5))).getMessage());
        assertTrue(refusal.startsWith("takes more memory") || refusal.startsWith("was not read within"), refusal);
        assertEquals("next\n", PdfText.of(PdfFiles.of("next")).replace("\r\n", "\n"));
    }

    private static String refusal(byte[] pdf) {
        return String.valueOf(assertThrows(DocumentException.class, () -> PdfText.of(pdf)).getMessage());
    }
}
