package dev.panallama.runner.anthropic;

import dev.panallama.runner.http.Dialect;
import dev.panallama.runner.http.Framing;
import dev.panallama.runner.http.Problem;
import dev.panallama.runner.http.Server;
import dev.panallama.runner.serving.ModelPool;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's protocol: adds its pages to a server.
public final class Anthropic {
    /// Where its pages begin.
    public static final String PATH = "/v1/messages";

    /// Events have names, also the one that says nothing.
    static final Framing EVENTS = Framing.EVENTS.withPulse(Framing.EVENTS.frame("ping", "{\"type\": \"ping\"}"));

    /// The shape of errors.
    public static final Dialect DIALECT = new Dialect(
            Anthropic::error, problem -> EVENTS.frame("error", error(problem).toString()));

    private Anthropic() {}

    /// Adds the pages that answer from these models.
    public static void addTo(Server server, ModelPool models) {
        var messages = new Messages(models);
        server.post(PATH, messages::answer).post(PATH + "/count_tokens", messages::count);
    }

    private static ObjectNode error(Problem problem) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("type", "error");
        answer.putObject("error").put("type", type(problem.kind())).put("message", message(problem));
        return answer;
    }

    private static String type(Problem.Kind kind) {
        return switch (kind) {
            case INVALID, CONTEXT_EXCEEDED, WRONG_METHOD, WRONG_TYPE -> "invalid_request_error";
            case UNAUTHENTICATED -> "authentication_error";
            case FORBIDDEN -> "permission_error";
            case NOT_FOUND -> "not_found_error";
            case TOO_LARGE -> "request_too_large";
            case BUSY -> "overloaded_error";
            case FAILED, UNSUPPORTED -> "api_error";
        };
    }

    /// Agents look for the first words to know that they have to shorten the conversation.
    private static String message(Problem problem) {
        return problem.kind() == Problem.Kind.CONTEXT_EXCEEDED
                ? "prompt is too long: " + problem.message()
                : problem.message();
    }
}
