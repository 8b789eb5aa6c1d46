package dev.panallama.runner.llamacpp;

import dev.panallama.FillInTheMiddle;
import dev.panallama.GenerationOptions;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A gap in a file, and other files to look at.
///
/// @param prefix what stands before the gap, with what the gap is to begin with
/// @param suffix what stands after it
/// @param files the nearest last
record Infill(String prefix, String suffix, List<OtherFile> files) {
    private static final String REPOSITORY = "myproject"; // these names as in llama-server
    private static final String FILE = "filename";
    private static final String OTHER_FILE = "tmp";
    private static final int LEAST_ANSWER = 4; // the part of the context that an answer without a limit has at least

    /// A part of another file.
    record OtherFile(String name, String text) {}

    /// @throws RequestException if a field is wrong
    static Infill read(Fields fields) {
        String prefix = fields.text("input_prefix").orElse("");
        String suffix = fields.text("input_suffix").orElse("");
        var files = new ArrayList<OtherFile>();
        for (JsonNode it : fields.list("input_extra")) files.add(file(it));
        return new Infill(prefix + fields.text("prompt").orElse(""), suffix, List.copyOf(files));
    }

    private static OtherFile file(JsonNode node) {
        if (!node.isObject()) throw RequestException.of("input_extra", "is no list of objects");
        var fields = new Fields(node);
        return new OtherFile(fields.text("filename").orElse(OTHER_FILE), fields.required("text"));
    }

    /// Returns the prompt. What is too long for the context, with room for an answer, is cut far from the gap.
    int[] prompt(FillInTheMiddle marks, int contextLength, int maxTokens) {
        FillInTheMiddle fill = marks.withRepository(REPOSITORY).withFileName(FILE);
        for (OtherFile it : files) fill = fill.withFile(it.name(), it.text());
        int answer = maxTokens == GenerationOptions.UNLIMITED ? contextLength / LEAST_ANSWER : maxTokens;
        return fill.prompt(prefix, suffix, Math.max(contextLength / LEAST_ANSWER, contextLength - answer - 1));
    }
}
