package dev.panallama.runner.documents;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;

/// The program that [PdfText] starts: reads a PDF file from standard input and writes its text, or ends with [#REFUSED] and writes why
/// there is none.
final class PdfReader {
    /// The exit code of one that has understood the file, and refuses it.
    static final int REFUSED = 3;

    /// The exit code of one that has run out of memory.
    static final int TOO_LARGE = 4;

    private PdfReader() {}

    public static void main(String[] arguments) throws IOException {
        byte[] file = System.in.readAllBytes();
        try (PDDocument document = Loader.loadPDF(file, "", null, null, IOUtils.createMemoryOnlyStreamCache())) {
            if (!document.getCurrentAccessPermission().canExtractContent())
                refuse("does not allow its text to be taken");
            var out = new OutputStreamWriter(System.out, StandardCharsets.UTF_8);
            new PDFTextStripper().writeText(document, out);
            out.flush();
        } catch (InvalidPasswordException _) {
            refuse("wants a password");
        } catch (IOException _) {
            refuse("is damaged, or is none");
        } catch (OutOfMemoryError _) {
            Runtime.getRuntime().halt(TOO_LARGE);
        } catch (RuntimeException | StackOverflowError failure) { // what the library did not expect
            refuse("cannot be read: " + failure.getClass().getSimpleName());
        }
    }

    private static void refuse(String reason) {
        System.out.print(reason);
        System.out.flush();
        System.exit(REFUSED);
    }
}
