package dev.panallama.runner.server;

import dev.panallama.error.ContextOverflowException;
import dev.panallama.error.EngineBusyException;
import dev.panallama.error.GrammarException;
import dev.panallama.error.InputTooLongException;
import dev.panallama.error.ModelLoadException;
import dev.panallama.error.ToolSchemaException;
import dev.panallama.error.WorkerDiedException;
import dev.panallama.jinja.TemplateException;
import dev.panallama.runner.conversations.ConversationNotFoundException;
import dev.panallama.runner.conversations.ConversationsUnavailableException;
import dev.panallama.runner.conversations.WrongFieldException;
import dev.panallama.runner.http.Problem;
import dev.panallama.runner.serving.ModelStalledException;
import dev.panallama.runner.serving.ModelTooLargeException;
import dev.panallama.runner.serving.ModelUnstableException;
import dev.panallama.runner.serving.PoolFullException;
import dev.panallama.runner.store.FetchException;
import dev.panallama.runner.store.License;
import dev.panallama.runner.store.LicenseException;
import dev.panallama.runner.store.ModelNotFoundException;
import dev.panallama.runner.store.NoRoomException;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;

/// What an exception is to the one who asked. Messages of what went wrong in here may name files, and stay in the log.
final class Problems {
    private Problems() {}

    static Problem of(Exception failure) {
        return switch (failure) {
            case ContextOverflowException it -> tooLong(it);
            case InputTooLongException it -> tooLong(it);
            case ModelNotFoundException it ->
                new Problem(Problem.Kind.NOT_FOUND, said(it), Optional.of("model"));
            case LicenseException it -> new Problem(Problem.Kind.FORBIDDEN, said(it), Optional.of("model"),
                    Map.of("license", described(it.license())));
            case NoRoomException it -> new Problem(Problem.Kind.TOO_LARGE, said(it));
            case FetchException it -> new Problem(Problem.Kind.FAILED, said(it));
            case EngineBusyException it -> new Problem(Problem.Kind.BUSY, said(it));
            case PoolFullException it -> new Problem(Problem.Kind.BUSY, said(it));
            case ModelStalledException it -> new Problem(Problem.Kind.BUSY, said(it));
            case ModelUnstableException it -> new Problem(Problem.Kind.BUSY, said(it), Optional.of("model"),
                    Map.of(Problem.RETRY_AFTER, LongNode.valueOf(it.pause().toSeconds() + 1)));
            case ModelTooLargeException it -> new Problem(Problem.Kind.INVALID, said(it), Optional.of("model"));
            case TemplateException it -> new Problem(Problem.Kind.INVALID,
                    "the model's chat template refuses the conversation: " + said(it), Optional.of("messages"));
            case ToolSchemaException it -> new Problem(Problem.Kind.INVALID, said(it), Optional.of("tools"));
            case ConversationNotFoundException it -> new Problem(Problem.Kind.NOT_FOUND, said(it));
            case ConversationsUnavailableException it -> new Problem(Problem.Kind.BUSY, said(it));
            case WrongFieldException it -> new Problem(Problem.Kind.INVALID, said(it), Optional.of(it.field()));
            case GrammarException it -> new Problem(Problem.Kind.INVALID, said(it));
            case IllegalArgumentException it -> new Problem(Problem.Kind.INVALID, said(it));
            case UnsupportedOperationException it ->
                new Problem(Problem.Kind.UNSUPPORTED, said(it));
            case WorkerDiedException _ -> new Problem(Problem.Kind.FAILED,
                    "the process that computes this model has ended unexpectedly: ask again, it is started anew");
            case ModelLoadException _ ->
                new Problem(Problem.Kind.FAILED, "the model cannot be loaded: the server's log says why");
            default -> new Problem(Problem.Kind.FAILED, "something failed here: the server's log says what");
        };
    }

    private static String said(Exception failure) {
        return String.valueOf(failure.getMessage());
    }

    /// What somebody has to know who is asked whether he accepts it.
    private static ObjectNode described(License license) {
        ObjectNode node = JsonNodeFactory.instance.objectNode()
                .put("id", license.id())
                .put("title", license.title())
                .put("terms", license.terms());
        ArrayNode links = node.putArray("links");
        for (License.Link it : license.links())
            links.addObject().put("name", it.name()).put("url", it.address().toString());
        return node;
    }

    private static Problem tooLong(ContextOverflowException failure) {
        if (failure.contextLength() == 0)
            return new Problem(Problem.Kind.BUSY,
                    "there is no room for %,d tokens beside what is being answered: ask again later"
                            .formatted(failure.tokens()));
        String message = "the prompt has %,d tokens, and %,d fit beside room for an answer".formatted(failure.tokens(),
                failure.room());
        return tooLong(message, failure.tokens(), failure.contextLength());
    }

    private static Problem tooLong(InputTooLongException failure) {
        String message = "text %d has %,d tokens, and the model takes %,d at once: shorten it".formatted(
                failure.index(),
                failure.tokens(), failure.limit());
        return tooLong(message, failure.tokens(), failure.limit());
    }

    private static Problem tooLong(String message, int tokens, int limit) {
        return new Problem(Problem.Kind.CONTEXT_EXCEEDED, message, Optional.empty(),
                Map.of("n_prompt_tokens", IntNode.valueOf(tokens), "n_ctx", IntNode.valueOf(limit)));
    }
}
