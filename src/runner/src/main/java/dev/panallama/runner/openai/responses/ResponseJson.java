package dev.panallama.runner.openai.responses;

import dev.panallama.Reply;
import dev.panallama.runner.http.Problem;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes one response: what it was asked with, how far it is, and what it took.
final class ResponseJson {
    private static final List<String> ECHOED = List.of("instructions", "max_output_tokens", "temperature", "top_p",
            "top_logprobs",
            "prompt_cache_key", "safety_identifier", "user");

    private final ResponseRequest request;
    private final String model;
    private final String id = OutputItems.id("resp");
    private final long created = Instant.now().getEpochSecond();

    ResponseJson(ResponseRequest request, String model) {
        this.request = request;
        this.model = model;
    }

    /// Returns the response before there is anything of it.
    ObjectNode begun() {
        return response("in_progress", JsonNodeFactory.instance.arrayNode());
    }

    /// Returns the response at its end.
    ObjectNode ended(Reply reply, ArrayNode items) {
        String status = OutputItems.status(reply);
        ObjectNode response = response(status, items);
        if (status.equals("incomplete"))
            response.putObject("incomplete_details").put("reason", "max_output_tokens");
        response.set("usage", usage(reply.usage()));
        return response;
    }

    /// Returns the response that nothing more comes of.
    ObjectNode failed(Problem problem, ArrayNode items) {
        ObjectNode response = response("failed", items);
        response.putObject("error").put("code", "server_error").put("message", problem.message());
        return response;
    }

    private ObjectNode response(String status, ArrayNode items) {
        ObjectNode response = JsonNodeFactory.instance.objectNode()
                .put("id", id)
                .put("object", "response")
                .put("created_at", created)
                .put("status", status)
                .put("model", model)
                .put("background", false)
                .put("store", false)
                .put("parallel_tool_calls", request.chat().question().options().parallelCalls())
                .put("truncation", request.truncation());
        response.putNull("error").putNull("incomplete_details").putNull("previous_response_id").putNull("usage");
        response.set("output", items);
        for (String name : ECHOED) response.set(name, asked(name, JsonNodeFactory.instance.nullNode()));
        response.set("metadata", asked("metadata", JsonNodeFactory.instance.objectNode()));
        response.set("tools", asked("tools", JsonNodeFactory.instance.arrayNode()));
        response.set("tool_choice", asked("tool_choice", JsonNodeFactory.instance.stringNode("auto")));
        response.set("reasoning", asked("reasoning",
                JsonNodeFactory.instance.objectNode().putNull("effort").putNull("summary")));
        ObjectNode text = JsonNodeFactory.instance.objectNode();
        text.putObject("format").put("type", "text");
        response.set("text", asked("text", text));
        return response;
    }

    private JsonNode asked(String name, JsonNode otherwise) {
        return request.fields().any(name).orElse(otherwise);
    }

    private static ObjectNode usage(Reply.Usage took) {
        int prompt = took.prompt() + took.reused();
        ObjectNode usage = JsonNodeFactory.instance.objectNode()
                .put("input_tokens", prompt)
                .put("output_tokens", took.generated())
                .put("total_tokens", prompt + took.generated());
        usage.putObject("input_tokens_details").put("cached_tokens", took.reused()).put("cache_write_tokens", 0);
        usage.putObject("output_tokens_details").put("reasoning_tokens", took.reasoning());
        return usage;
    }
}
