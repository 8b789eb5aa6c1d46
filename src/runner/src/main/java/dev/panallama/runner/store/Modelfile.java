package dev.panallama.runner.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How a model is made from another one, in the form of Ollama's Modelfiles: instructions in any order and case, one to a line, texts of several
/// lines between `"""`. Immutable.
///
/// @param from the model, the file or the folder that it stands on
/// @param settings how the model is to be used
public record Modelfile(String from, ModelSettings settings) {
    private static final String FENCE = "\"\"\"";
    private static final List<String> ROLES = List.of("system", "user", "assistant");

    /// One instruction, with the number of its line.
    private record Instruction(int line, String name, String argument) {
        IllegalArgumentException wrong(String why) {
            return new IllegalArgumentException("line %d of the Modelfile: %s".formatted(line, why));
        }

        /// Returns the two parts of the argument.
        String[] split(String wanted) {
            String[] parts = argument.split("\\s+", 2);
            if (parts.length < 2 || parts[1].isBlank()) throw wrong("%s needs %s".formatted(name, wanted));
            return parts;
        }
    }

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
        for (Instruction it : instructions(text)) {
            switch (it.name()) {
                case "FROM" -> from = it.argument();
                case "SYSTEM" -> system = Optional.of(plain(it.argument()));
                case "TEMPLATE" -> template = Optional.of(plain(it.argument()));
                case "PARAMETER" -> parameter(it, parameters);
                case "MESSAGE" -> messages.add(message(it));
                case "ADAPTER" -> adapters.add(Path.of(plain(it.argument())));
                case "LICENSE" -> licenses.add(plain(it.argument()));
                case "REQUIRES" -> { // a version of Ollama
                }
                default -> throw it.wrong("there is no instruction %s".formatted(it.name()));
            }
        }
        if (from.isBlank()) throw new IllegalArgumentException("the Modelfile has no FROM");
        return new Modelfile(from, new ModelSettings(system, template, parameters, messages, adapters,
                licenses.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", licenses))));
    }

    private static List<Instruction> instructions(String text) {
        var instructions = new ArrayList<Instruction>();
        String[] lines = text.replaceFirst("^\uFEFF", "").split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.isEmpty() || line.startsWith("#")) continue;
            int first = i + 1;
            var whole = new StringBuilder(line);
            while (isOpen(whole.toString())) {
                if (++i == lines.length)
                    throw new IllegalArgumentException(
                            "line %d of the Modelfile: the text that %s begins has no end".formatted(first, FENCE));
                whole.append('\n').append(lines[i]);
            }
            String[] parts = whole.toString().strip().split("\\s+", 2);
            var it = new Instruction(first, parts[0].toUpperCase(Locale.ROOT), parts.length == 2 ? parts[1] : "");
            if (it.argument().isBlank()) throw it.wrong("%s says nothing".formatted(it.name()));
            instructions.add(it);
        }
        return instructions;
    }

    private static boolean isOpen(String text) {
        int begin = text.indexOf(FENCE);
        return begin >= 0 && text.indexOf(FENCE, begin + FENCE.length()) < 0;
    }

    private static void parameter(Instruction it, Map<String, List<String>> parameters) {
        String[] parts = it.split("a name and a value");
        String name = parts[0].toLowerCase(Locale.ROOT);
        List<String> before = name.equals("stop") ? parameters.getOrDefault(name, List.of()) : List.of();
        var values = new ArrayList<>(before);
        values.add(plain(parts[1]));
        parameters.put(name, values);
    }

    private static ModelSettings.Line message(Instruction it) {
        String[] parts = it.split("a role and a text");
        String role = parts[0].toLowerCase(Locale.ROOT);
        if (!ROLES.contains(role)) throw it.wrong("\"%s\" is none of the roles %s".formatted(parts[0], ROLES));
        return new ModelSettings.Line(role, plain(parts[1]));
    }

    /// Takes off what stands around a text.
    private static String plain(String text) {
        String bare = text.strip();
        if (bare.length() >= 6 && bare.startsWith(FENCE) && bare.endsWith(FENCE))
            return bare.substring(3, bare.length() - 3);
        boolean quoted = bare.length() >= 2 && bare.startsWith("\"") && bare.endsWith("\"");
        return quoted ? bare.substring(1, bare.length() - 1) : bare;
    }

    /// Returns the text of a Modelfile that says the same.
    public String text() {
        var text = new StringBuilder("FROM %s\n".formatted(from));
        settings.template().ifPresent(it -> text.append("TEMPLATE %s\n".formatted(fenced(it))));
        settings.system().ifPresent(it -> text.append("SYSTEM %s\n".formatted(fenced(it))));
        settings.parameters().forEach((name, values) -> {
            for (String it : values) text.append("PARAMETER %s %s\n".formatted(name, quoted(it)));
        });
        for (ModelSettings.Line it : settings.messages())
            text.append("MESSAGE %s %s\n".formatted(it.role(), fenced(it.content())));
        for (Path it : settings.adapters()) text.append("ADAPTER %s\n".formatted(it));
        settings.license().ifPresent(it -> text.append("LICENSE %s\n".formatted(fenced(it))));
        return text.toString();
    }

    private static String fenced(String text) {
        return FENCE + text.replace(FENCE, "\"\" \"") + FENCE;
    }

    private static String quoted(String value) {
        if (value.contains("\"") || value.lines().count() > 1) return fenced(value);
        return value.matches("[\\w.+-]+") ? value : "\"" + value + "\"";
    }
}
