package dev.panallama.runner.chat;

import dev.panallama.chat.ChatJson;
import dev.panallama.runner.console.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// The chats that a person has saved: a file each, in a folder that need not exist. Serves one thread.
public final class SavedChats {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String SUFFIX = ".json";

    private final Path folder;

    /// Creates those of a folder.
    public SavedChats(Path folder) {
        this.folder = folder;
    }

    List<String> names() throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(it -> it.getFileName().toString())
                    .filter(it -> it.endsWith(SUFFIX))
                    .map(it -> it.substring(0, it.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        }
    }

    /// Writes a chat, which nobody else can read, in place of one of the same name.
    ///
    /// @return whether there was one
    /// @throws IllegalArgumentException if there can be no such name
    boolean save(String name, Resumption chat) throws IOException {
        if (!canBe(name))
            throw new IllegalArgumentException(
                    "give a name of letters, digits, dots and dashes, 64 at most, and none of a device, such as NUL");
        JsonNode saved = JsonNodeFactory.instance.objectNode()
                .put("model", chat.model())
                .set("messages", JsonMapper.shared().readTree(ChatJson.write(chat.messages())));
        Path file = folder.resolve(name + SUFFIX);
        boolean replaces = Files.exists(file);
        write(file, saved.toString());
        return replaces;
    }

    /// Whatever ends it, the file is the old one or the new one.
    private void write(Path file, String text) throws IOException {
        Files.createDirectories(folder);
        Path partial = Files.createTempFile(folder, "", ".part"); // the owner's alone
        try {
            Files.writeString(partial, text);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static boolean canBe(String name) {
        return NAME.matcher(name).matches() && !FileNames.isDevice(name);
    }

    /// Returns a chat, or nothing if there is none of this name.
    ///
    /// @throws IllegalArgumentException if its file holds something else
    Optional<Resumption> find(String name) throws IOException {
        if (!canBe(name)) return Optional.empty();
        Path file = folder.resolve(name + SUFFIX);
        if (!Files.isRegularFile(file)) return Optional.empty();
        try {
            JsonNode saved = JsonMapper.shared().readTree(Files.readString(file));
            return Optional.of(new Resumption(saved.path("model").asString(),
                    ChatJson.messages(saved.path("messages").toString())));
        } catch (JacksonException damaged) {
            throw new IllegalArgumentException("%s holds no saved chat".formatted(file), damaged);
        }
    }
}
