package dev.panallama.chat.output;

import dev.panallama.chat.Tool;
import dev.panallama.chat.output.Shape.Piece;
import dev.panallama.error.ToolSchemaException;
import dev.panallama.grammar.schema.SchemaGrammar;
import java.util.List;
import java.util.stream.Collectors;

/// Makes the rules for calls of tools, in the format of a model.
final class CallRules {
    private static final String DIGITS = "[0-9]{1,3}";
    private static final String NINE = "[a-zA-Z0-9]{9}";

    private final OutputFormat format;
    private final CallFormat calls;
    private final SchemaGrammar grammar;
    private final MarkerRules markers;
    private final UntilRules until;

    CallRules(OutputFormat format, SchemaGrammar grammar, MarkerRules markers, UntilRules until) {
        this.format = format;
        this.grammar = grammar;
        this.markers = markers;
        this.until = until;
        calls = format.calls();
    }

    /// Returns a rule for one call or more.
    ///
    /// @param opening what comes before the first
    String all(List<Tool> tools, boolean parallel, String opening) {
        var call = grammar.addRule("call", tools.stream().map(this::call).collect(Collectors.joining(" | ")));
        var separator = calls.separator().isEmpty() ? "" : markers.literal(calls.separator()) + " ";
        var body = call + (parallel ? " (" + separator + call + ")*" : "");
        var section = calls.section();
        return literal(opening) + body + " " + literal(section.textAt(section.indexOf(Slot.CALLS) + 1));
    }

    private String literal(String text) {
        return text.isEmpty() ? "" : markers.literal(text) + " ";
    }

    /// Returns a rule for a call of this tool.
    private String call(Tool tool) {
        var header = format.turns() == null ? Shape.EMPTY : format.turns().callHeader();
        var body = pieces(header, tool) + " " + body(tool);
        return grammar.addRule("tool-" + tool.name(), body);
    }

    /// Returns a rule for what comes behind the header of a call of this tool.
    ///
    /// @throws ToolSchemaException if the schema of its arguments has no grammar
    String body(Tool tool) {
        try {
            return pieces(calls.call(), tool);
        } catch (IllegalArgumentException wrong) {
            throw new ToolSchemaException(tool.name(), wrong);
        }
    }

    /// Returns a rule for the arguments of a tool as JSON.
    private String json(Tool tool) {
        return grammar.addSchema("tool-" + tool.name() + "-arguments", SchemaGrammar.read(tool.schema()));
    }

    private String pieces(Shape shape, Tool tool) {
        return shape.pieces().stream().map(it -> switch (it) {
            case Piece.Text(var text) -> markers.literal(text);
            case Piece.Open(var slot) -> slot(slot, tool);
        }).collect(Collectors.joining(" "));
    }

    private String slot(Slot slot, Tool tool) {
        return switch (slot) {
            case NAME -> markers.literal(tool.name());
            case ID -> NINE;
            case PATH -> markers.literal("functions." + tool.name() + ":") + " " + DIGITS;
            case INDEX -> DIGITS;
            case CALL -> object(tool);
            case JSON -> json(tool);
            case ARGUMENTS -> arguments(tool).shaped();
            case KEYWORDS -> keywords(tool);
            case LITERALS -> literals(tool);
            default -> throw new IllegalStateException(slot.mark() + " is no part of a call");
        };
    }

    private String object(Tool tool) {
        return calls.fields().stream().map(it -> markers.literal("\"" + it + "\":") + " space " + field(it, tool))
                .collect(Collectors.joining(" \",\" space ", "\"{\" space ", " space \"}\""));
    }

    private String field(String field, Tool tool) {
        if (field.equals(calls.idField())) return "\"\\\"\" " + (field.equals("id") ? NINE : DIGITS) + " \"\\\"\"";
        return field.contains("name") ? markers.literal(Values.string(tool.name())) : json(tool);
    }

    private ArgumentRules arguments(Tool tool) {
        return new ArgumentRules(grammar, markers, until, calls, "tool-" + tool.name(),
                SchemaGrammar.read(tool.schema()));
    }

    private String keywords(Tool tool) {
        var rules = arguments(tool);
        return rules.separated("=", ", ", rules::json);
    }

    private String literals(Tool tool) {
        var gemma = new GemmaRules(grammar, markers, until, SchemaGrammar.read(tool.schema()));
        return "\"{\" " + arguments(tool).separated(":", ",", gemma::value) + " \"}\"";
    }
}
