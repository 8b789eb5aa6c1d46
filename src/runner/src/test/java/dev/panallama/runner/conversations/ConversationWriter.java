package dev.panallama.runner.conversations;

import dev.panallama.runner.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;

/// Says one number after the other into a conversation, and prints each when it is kept. Ends when it is killed.
public final class ConversationWriter {
    private ConversationWriter() {}

    /// Starts a process that does so.
    public static Process start(Path folder) throws IOException {
        return new ProcessBuilder(JavaProcess.command(ConversationWriter.class.getName(), folder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static Heading heading(String title) {
        return new Heading(title, Optional.empty(), JsonNodeFactory.instance.objectNode());
    }

    static Utterance saying(String text) {
        return new Utterance(Role.USER, text, Optional.empty(), List.of(), Optional.empty(), Optional.empty());
    }

    /// Returns a text of some kilobytes.
    static String text(int number) {
        return (number + " ").repeat(1000);
    }

    /// @param arguments the folder
    public static void main(String[] arguments) throws Exception {
        var store = new ConversationStore(Path.of(arguments[0]));
        UUID conversation = store.begin(heading("numbers")).id();
        Optional<UUID> parent = Optional.empty();
        for (int i = 0;; i++) {
            parent = Optional.of(store.add(conversation, parent, saying(text(i))).id());
            System.out.println(i);
        }
    }
}
