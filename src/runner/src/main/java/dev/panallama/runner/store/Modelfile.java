package dev.panallama.runner.store;

import dev.panallama.runner.console.UserHome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a model is made from another one, in the form of Ollama's Modelfiles: instructions in any order and case, one to a line, texts of several
/// lines between `"""`. Immutable.
///
/// @param from the model, the file or the folder that it stands on
/// @param others what it names besides to stand on; Ollama names projectors for pictures so
/// @param settings how the model is to be used
public record Modelfile(String from, List<String> others, ModelSettings settings) {
    private static final List<String> ROLES = List.of("system", "user", "assistant");

    /// Copies the list.
    public Modelfile {
        others = List.copyOf(others);
    }

    /// Creates one of a model that stands on one other.
    public Modelfile(String from, ModelSettings settings) {
        this(from, List.of(), settings);
    }

    /// Reads a Modelfile. Its first bytes may say that it is UTF-16, as Windows PowerShell writes texts; else it is UTF-8.
    ///
    /// @throws IllegalArgumentException if it is none
    public static Modelfile read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int mark = bytes.length < 2 ? 0 : ((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF);
        Charset charset = mark == 0xFEFF || mark == 0xFFFE ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
        try {
            return parse(charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException _) {
            throw new IllegalArgumentException("%s is no text in %s: save it in UTF-8".formatted(file, charset));
        }
    }

    /// Reads a Modelfile.
    ///
    /// @throws IllegalArgumentException if it is none; the message has the line
    public static Modelfile parse(String text) {
        var from = new ArrayList<String>();
        Optional<String> system = Optional.empty();
        Optional<String> template = Optional.empty();
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        var messages = new ArrayList<ModelSettings.Line>();
        var adapters = new ArrayList<Path>();
        var licenses = new ArrayList<String>();
        for (Instruction it : Instruction.all(text)) {
            switch (it.name()) {
                case "FROM" -> from.add(it.value());
                case "SYSTEM" -> system = Optional.of(it.value());
                case "TEMPLATE" -> template = Optional.of(it.value());
                case "PARAMETER" -> parameter(it, parameters);
                case "MESSAGE" -> messages.add(message(it));
                case "ADAPTER" -> adapters.add(Path.of(UserHome.expanded(it.value())));
                case "LICENSE" -> licenses.add(it.value());
                case "REQUIRES", "RENDERER", "PARSER" -> { // of Ollama: its version, and parts of it
                }
                default -> throw it.wrong("there is no instruction %s".formatted(it.name()));
            }
        }
        if (from.isEmpty() || from.getFirst().isBlank())
            throw new IllegalArgumentException("the Modelfile has no FROM");
        return new Modelfile(from.getFirst(), from.subList(1, from.size()),
                new ModelSettings(system, template, parameters, messages, adapters,
                        licenses.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", licenses))));
    }

    private static void parameter(Instruction it, Map<String, List<String>> parameters) {
        var values = new ArrayList<String>();
        if (it.key().equals("stop")) values.addAll(parameters.getOrDefault("stop", List.of()));
        values.add(it.value());
        parameters.put(it.key(), values);
    }

    private static ModelSettings.Line message(Instruction it) {
        if (!ROLES.contains(it.key())) throw it.wrong("\"%s\" is none of the roles %s".formatted(it.key(), ROLES));
        return new ModelSettings.Line(it.key(), it.value());
    }

    /// Returns the text of a Modelfile that says the same. Texts come back as they are, but that all their lines end as on Unix.
    public String text() {
        var text = new StringBuilder("FROM %s\n".formatted(Instruction.bare(from)));
        for (String it : others) text.append("FROM %s\n".formatted(Instruction.bare(it)));
        settings.template().ifPresent(it -> text.append("TEMPLATE %s\n".formatted(Instruction.fenced(it))));
        settings.system().ifPresent(it -> text.append("SYSTEM %s\n".formatted(Instruction.fenced(it))));
        settings.parameters().forEach((name, values) -> {
            for (String it : values) text.append("PARAMETER %s %s\n".formatted(name, Instruction.quoted(it)));
        });
        for (ModelSettings.Line it : settings.messages())
            text.append("MESSAGE %s %s\n".formatted(it.role(), Instruction.fenced(it.content())));
        for (Path it : settings.adapters()) text.append("ADAPTER %s\n".formatted(Instruction.bare(it.toString())));
        settings.license().ifPresent(it -> text.append("LICENSE %s\n".formatted(Instruction.fenced(it))));
        return text.toString();
    }
}
