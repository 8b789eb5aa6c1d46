package dev.panallama.runner.cli.generate;

import dev.panallama.chat.ChatTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;

/// The chat template that a command line names: a built-in one, or a file.
final class TemplateOption extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    TemplateOption() {
        super(ChatTemplate.builtInNames());
    }

    /// @throws IOException if it is a file that cannot be read
    static ChatTemplate named(String name) throws IOException {
        return ChatTemplate.builtInNames().contains(name)
                ? ChatTemplate.builtIn(name)
                : ChatTemplate.read(Path.of(name));
    }
}
