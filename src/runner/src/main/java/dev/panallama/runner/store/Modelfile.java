package dev.panallama.runner.store;

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
/// @param settings how the model is to be used
public record Modelfile(String from, ModelSettings settings) {
    private static final List<String> ROLES = List.of("system", "user", "assistant");

    /// Reads a Modelfile.
    ///
    /// @throws IllegalArgumentException if it is none; the message has the line
    public static Modelfile parse(String text) {
        String from = "";
        Optional<String> system = Optional.empty();
        Optional<String> template = Optional.empty();
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        var messages = new ArrayList<ModelSettings.Line>();
        var adapters = new ArrayList<Path>();
        var licenses = new ArrayList<String>();
        for (Instruction it : Instruction.all(text)) {
            switch (it.name()) {
                case "FROM" -> from = it.value();
                case "SYSTEM" -> system = Optional.of(it.value());
                case "TEMPLATE" -> template = Optional.of(it.value());
                case "PARAMETER" -> parameter(it, parameters);
                case "MESSAGE" -> messages.add(message(it));
                case "ADAPTER" -> adapters.add(Path.of(it.value()));
                case "LICENSE" -> licenses.add(it.value());
                case "REQUIRES" -> { // a version of Ollama
                }
                default -> throw it.wrong("there is no instruction %s".formatted(it.name()));
            }
        }
        if (from.isBlank()) throw new IllegalArgumentException("the Modelfile has no FROM");
        return new Modelfile(from, new ModelSettings(system, template, parameters, messages, adapters,
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
