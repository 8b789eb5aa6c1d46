package dev.panallama.runner.documents;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/// PDF files for tests, written by the library that reads them.
public final class PdfFiles {
    private PdfFiles() {}

    /// Returns a file whose pages have a line each.
    public static byte[] of(String... pages) throws IOException {
        try (PDDocument document = document(List.of(pages))) {
            return bytes(document);
        }
    }

    /// Returns one that wants a password.
    static byte[] locked() throws IOException {
        try (PDDocument document = document(List.of("secret"))) {
            document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));
            return bytes(document);
        }
    }

    /// Returns one whose author lets it be read by eyes alone.
    static byte[] guarded() throws IOException {
        try (PDDocument document = document(List.of("look"))) {
            var permission = new AccessPermission();
            permission.setCanExtractContent(false);
            document.protect(new StandardProtectionPolicy("owner", "", permission));
            return bytes(document);
        }
    }

    /// Returns a small one whose page unpacks to half a gigabyte of commands.
    static byte[] bomb() throws IOException {
        try (PDDocument document = new PDDocument()) {
            var page = new PDPage();
            document.addPage(page);
            var stream = new PDStream(document);
            stream.getCOSObject().setItem(COSName.FILTER, COSName.FLATE_DECODE);
            byte[] letters = "(x) Tj ".repeat(1 << 17).getBytes(StandardCharsets.US_ASCII);
            try (var out = new DeflaterOutputStream(stream.getCOSObject().createRawOutputStream())) {
                out.write("BT /F 12 Tf ".getBytes(StandardCharsets.US_ASCII));
                for (int i = 0; i < 600; i++) out.write(letters);
            }
            page.setContents(stream);
            var resources = new PDResources();
            resources.put(COSName.getPDFName("F"), new PDType1Font(Standard14Fonts.FontName.HELVETICA));
            page.setResources(resources);
            return bytes(document);
        }
    }

    private static PDDocument document(List<String> pages) throws IOException {
        var document = new PDDocument();
        for (String text : pages) {
            var page = new PDPage();
            document.addPage(page);
            if (text.isEmpty()) continue;
            try (var content = new PDPageContentStream(document, page)) {
                content.beginText();
                content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
                content.newLineAtOffset(72, 700);
                content.showText(text);
                content.endText();
            }
        }
        return document;
    }

    private static byte[] bytes(PDDocument document) throws IOException {
        var bytes = new ByteArrayOutputStream();
        document.save(bytes);
        return bytes.toByteArray();
    }
}
