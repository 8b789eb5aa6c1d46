package dev.panallama.runner.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/// A web server with the pages of a model hub that this program reads, and its files.
public final class HubServer implements AutoCloseable {
    /// How long the files are that have no content of their own, in bytes.
    static final int LENGTH = 50_000;

    /// All that is asked for.
    public final FileServer files;
    private final Map<String, Map<String, byte[]>> repositories = new TreeMap<>();
    private final Map<String, String> licenses = new TreeMap<>();
    private int revision;

    /// Starts a hub without repositories.
    public HubServer() throws IOException {
        files = new FileServer();
    }

    /// Returns it as the program knows it.
    public Hub hub() {
        return new Hub(files.uri(""), Optional.empty());
    }

    /// Adds a repository with files of random content.
    void repository(String name, String license, String... paths) {
        var content = new TreeMap<String, byte[]>();
        for (String it : paths) content.put(it, content(it));
        repository(name, license, content);
    }

    /// Adds a repository.
    public void repository(String name, String license, Map<String, byte[]> content) {
        repositories.put(name, new TreeMap<>(content));
        licenses.put(name, license);
        publish(name);
    }

    /// Changes a file.
    void change(String name, String path) {
        repositories.get(name).put(path, new byte[LENGTH]);
        publish(name);
    }

    /// Says of a repository that it has one file, of any path.
    void list(String name, String path) {
        page("/api/models/%s/tree/revision%d?recursive=true".formatted(name, revision),
                "[{\"type\": \"file\", \"path\": \"%s\", \"size\": %d}]".formatted(path, LENGTH));
    }

    static byte[] content(String name) {
        byte[] bytes = new byte[LENGTH];
        new Random(name.hashCode()).nextBytes(bytes);
        return bytes;
    }

    private void publish(String name) {
        String sha = "revision" + ++revision;
        List<String> listed = new ArrayList<>();
        repositories.get(name).forEach((path, bytes) -> {
            listed.add(
                    "{\"type\": \"file\", \"path\": \"%s\", \"size\": %d, \"lfs\": {\"oid\": \"%s\"}}".formatted(path,
                            bytes.length, sha256(bytes)));
            files.with("/%s/resolve/%s/%s".formatted(name, sha, path), bytes);
        });
        page("/api/models/" + name,
                "{\"sha\": \"%s\", \"cardData\": {\"license\": \"%s\"}}".formatted(sha, licenses.get(name)));
        page("/api/models/%s/tree/%s?recursive=true".formatted(name, sha), listed.toString());
    }

    private void page(String path, String json) {
        files.with(path, json.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(Arrays.toString(bytes), missing);
        }
    }

    @Override
    public void close() {
        files.close();
    }
}
