package dev.panallama.runner.openai;

import dev.panallama.runner.answering.EngineFields;
import dev.panallama.runner.http.Dialect;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.Framing;
import dev.panallama.runner.http.Problem;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.http.Server;
import dev.panallama.runner.serving.ModelPool;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's protocol: adds its pages to a server.
public final class OpenAi {
    /// The shape of errors.
    public static final Dialect DIALECT = new Dialect(
            OpenAi::error, problem -> Framing.EVENTS.frame(error(problem).toString()));

    private OpenAi() {}

    /// Refuses fields of llama-server that say how something is computed, or ask for what its own pages tell.
    ///
    /// @throws RequestException if one asks for something
    public static void refuseEngineFields(Fields fields) {
        EngineFields.refuse(fields);
        fields.refuse("is not supported here: ask /completion", "timings_per_token");
        if (!fields.flag("cache_prompt").orElse(true))
            throw RequestException.of("cache_prompt", "is false, which is not supported here: ask /completion");
    }

    /// Refuses to be told how much is to be said.
    ///
    /// @param fields where `verbosity` is
    /// @param field the whole name of it
    /// @throws RequestException if it asks for something
    public static void refuseVerbosity(Fields fields, String field) {
        fields.text("verbosity").filter(it -> !it.equals("medium")).ifPresent(_ -> {
            throw RequestException.of(field, "is not supported: say it in the instructions");
        });
    }

    /// Adds the pages that answer from these models, with and without `/v1`.
    public static void addTo(Server server, ModelPool models) {
        var chat = new ChatCompletions(models);
        var text = new TextCompletions(models);
        var embeddings = new Embeddings(models);
        var list = new ModelList(models.inventory());
        for (String version : new String[]{"/v1", ""}) {
            server.post(version + "/chat/completions", chat::answer)
                    .post(version + "/completions", text::answer)
                    .post(version + "/embeddings", embeddings::answer)
                    .get(version + "/models", list::all)
                    .get(version + "/models/*", list::one);
        }
    }

    /// The code is a text or null: a number makes strict clients fail. Clients decide by some of OpenAI's own.
    private static ObjectNode error(Problem problem) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ObjectNode error = answer.putObject("error");
        error.put("message", problem.message()).put("type", problem.kind().type());
        error.put("param", problem.field().orElse(null)).put("code", code(problem));
        problem.details().forEach(error::set);
        return answer;
    }

    private static @Nullable String code(Problem problem) {
        return switch (problem.kind()) {
            case CONTEXT_EXCEEDED -> "context_length_exceeded";
            case UNAUTHENTICATED -> "invalid_api_key";
            case NOT_FOUND -> problem.field().isPresent() ? "model_not_found" : null;
            default -> null;
        };
    }
}
