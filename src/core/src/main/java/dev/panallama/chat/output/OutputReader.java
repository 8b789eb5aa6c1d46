package dev.panallama.chat.output;

import dev.panallama.chat.Delta;
import dev.panallama.chat.Tool;
import java.util.List;

/// Reads what a model writes: text, reasoning and calls. One text, one thread.
///
/// A model may write anything, and nothing of it is an error. What begins like a call and is none stays text. Once the
/// name of the tool and the beginning of its arguments are there, it is a call, and the arguments are whatever the
/// model writes for them: those that a model broke off, or wrote wrongly, may be no JSON.
///
/// What the text means does not depend on the pieces that it comes in, and reading takes time in proportion to its
/// length.
public final class OutputReader {
    private final Pending in = new Pending();
    private final Answer answer;
    private Part part;

    /// Begins to read.
    ///
    /// @param tools those that the model may call; without any, nothing is read as a call
    /// @param generationPrompt what the template wrote for the answer to begin with. It may open the reasoning, and may
    ///     have the beginning of the answer in it, which then counts as read
    /// @param separatesReasoning whether reasoning is kept apart; otherwise it is text, with its markers
    public OutputReader(OutputFormat format, List<Tool> tools, String generationPrompt, boolean separatesReasoning) {
        this(format, tools, generationPrompt, separatesReasoning, false);
    }

    /// Begins to read.
    ///
    /// @param json whether the answer is JSON: then a code fence around it is none of the text
    public OutputReader(OutputFormat format, List<Tool> tools, String generationPrompt, boolean separatesReasoning,
            boolean json) {
        answer = new Answer(separatesReasoning);
        var schemas = new ToolSchemas(tools);
        var markers = Markers.of(format, !tools.isEmpty(), json);
        var reading = new Reading(format, schemas, markers, in, answer);
        part = format.turns() == null ? reading.text() : new HeaderPart(reading);
        in.add(format.begun(generationPrompt));
        read();
    }

    /// Reads on.
    ///
    /// @return what is certain now. What may be the beginning of a marker waits
    public List<Delta> add(String piece) {
        in.add(piece);
        read();
        return answer.fresh();
    }

    /// Says that the model has come to its end.
    ///
    /// @return the rest
    public List<Delta> end() {
        return end(false);
    }

    /// Says that the generation is over.
    ///
    /// @param cut whether the model would have written more. Then what is behind the mark of a call, and too little for one, is
    ///     dropped
    /// @return the rest
    public List<Delta> end(boolean cut) {
        in.end(cut);
        read();
        answer.end();
        return answer.fresh();
    }

    /// Returns whether what comes next is thought, not said.
    public boolean isReasoning() {
        return part instanceof ReasoningPart;
    }

    /// Returns all that was read.
    public Output output() {
        return answer.output();
    }

    private void read() {
        for (var next = part.read(); next != null; next = part.read()) part = next;
    }
}
