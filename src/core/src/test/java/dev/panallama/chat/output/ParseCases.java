package dev.panallama.chat.output;

import dev.panallama.chat.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Outputs of models with what llama.cpp reads in them, on 35 of its templates.
final class ParseCases {
    private static final JsonMapper MAPPER = new JsonMapper();

    private ParseCases() {}

    /// One output.
    record ParseCase(JsonNode json) {
        String template() {
            return json.get("template").asString();
        }

        String input() {
            return json.get("input").asString();
        }

        boolean ends() {
            return !json.get("is_partial").asBoolean();
        }

        List<Tool> tools() {
            if (json.get("tool_choice").asString().equals("none")) return List.of();
            return json.get("tools").valueStream().map(it -> tool(it.get("function"))).toList();
        }

        OutputReader reader() {
            return new OutputReader(TemplateFiles.format(template()), tools(),
                    json.get("generation_prompt").asString(), !json.get("reasoning_format").asString().equals("none"),
                    !json.get("json_schema").asString().isEmpty());
        }

        /// Returns what is expected, with arguments as JSON in one form.
        Output expected() {
            var message = json.get("expect");
            return new Output(message.get("content").asString().strip(),
                    message.get("reasoning_content").asString().strip(),
                    message.get("tool_calls").valueStream().map(it -> Deltas.normal(it.get("id").asString(),
                            it.get("name").asString(), it.get("arguments").asString())).toList());
        }

        @Override
        public String toString() {
            return template() + " " + json.get("n").asInt();
        }
    }

    private static Tool tool(JsonNode function) {
        return Tool.of(function.get("name").asString(), function.path("description").asString(""),
                function.path("parameters").isMissingNode() ? "{}" : function.get("parameters").toString());
    }

    static List<ParseCase> all() {
        try (var in = ParseCases.class.getResourceAsStream("chat-parse-cases.jsonl")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(MAPPER::readTree)
                    .map(ParseCase::new).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
