package dev.panallama.chat.output;

import dev.panallama.chat.Delta;
import dev.panallama.chat.ToolCall;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What deltas come to, and outputs in one form.
final class Deltas {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Deltas() {}

    /// Returns what the deltas say together.
    static Output joined(List<Delta> deltas) {
        var text = new StringBuilder();
        var reasoning = new StringBuilder();
        var calls = new ArrayList<ToolCall>();
        for (var delta : deltas) {
            switch (delta) {
                case Delta.Text(var more) -> text.append(more);
                case Delta.Reasoning(var more) -> reasoning.append(more);
                case Delta.ToolCall(int index, var id, var name, var more) -> {
                    if (index == calls.size()) calls.add(new ToolCall(id, name, ""));
                    calls.set(index, new ToolCall(id, name, calls.get(index).arguments() + more));
                }
                case Delta.ToolAnswer _ -> throw new AssertionError("a reader calls nothing");
            }
        }
        return new Output(text.toString(), reasoning.toString(), calls);
    }

    /// Returns an output without blanks around its texts, and with arguments in one form.
    static Output normal(Output output) {
        return new Output(output.text().strip(), output.reasoning().strip(), output.calls().stream()
                .map(it -> normal(it.id(), it.name(), it.arguments())).toList());
    }

    /// Arguments that are cut have no form.
    static ToolCall normal(String id, String name, String arguments) {
        try {
            return new ToolCall(id, name, MAPPER.readTree(arguments).toString());
        } catch (JacksonException _) {
            return new ToolCall(id, name, "");
        }
    }

    /// Reads a text in pieces of this many characters.
    static List<Delta> read(OutputReader reader, String text, int length, boolean ends) {
        var deltas = new ArrayList<Delta>();
        for (int at = 0; at < text.length(); at += length) {
            deltas.addAll(reader.add(text.substring(at, Math.min(text.length(), at + length))));
        }
        if (ends) deltas.addAll(reader.end());
        return deltas;
    }
}
