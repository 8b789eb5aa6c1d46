package dev.panallama.runner.documents;

/// A file has no text that can be read. The message says why: it goes on from "the PDF".
public final class DocumentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DocumentException(String message) {
        super(message);
    }
}
