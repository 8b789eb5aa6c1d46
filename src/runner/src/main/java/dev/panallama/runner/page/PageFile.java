package dev.panallama.runner.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// A file of the page, as it is sent. Immutable.
final class PageFile {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");
    private static final int TAG_LENGTH = 16;

    private final byte[] bytes;
    private final byte[] packed;
    private final String contentType;
    private final String tag;

    private PageFile(String contentType, byte[] bytes) {
        this.contentType = contentType;
        this.bytes = bytes;
        packed = pack(bytes);
        tag = tag(bytes);
    }

    /// Returns its bytes, which nobody changes.
    byte[] bytes() {
        return bytes;
    }

    /// Returns its bytes packed with gzip.
    byte[] packed() {
        return packed;
    }

    String contentType() {
        return contentType;
    }

    /// Returns what tells one content from another.
    String tag() {
        return tag;
    }

    /// @param name ends in one of the endings that a page has; anything else has no type, and is none of its files
    static Optional<PageFile> of(String name, byte[] bytes) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        return Optional.ofNullable(type).map(it -> new PageFile(it, bytes));
    }

    private static byte[] pack(byte[] bytes) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "\"%s\"".formatted(HexFormat.of().formatHex(hash).substring(0, TAG_LENGTH));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this Java has no SHA-256", missing);
        }
    }
}
