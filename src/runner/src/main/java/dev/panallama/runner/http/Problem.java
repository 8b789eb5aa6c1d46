package dev.panallama.runner.http;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;

/// Why a request is not answered, as every dialect tells it in its own shape. Immutable.
///
/// @param kind what went wrong
/// @param message what went wrong and what to do, without a path or a key in it
/// @param field that of the request it is about, if it is about one
/// @param details what is told beside the message, by name
public record Problem(Kind kind, String message, Optional<String> field, Map<String, JsonNode> details) {
    /// The detail that says after how many seconds to ask again, for a problem of the kind [Kind#BUSY]; 1 if it is missing.
    public static final String RETRY_AFTER = "retry_after";

    /// What can go wrong. The client libraries send again what fails with 408, 409, 429 or 500 and above: so what is wrong with
    /// the request itself is below.
    public enum Kind {
        /// The request is wrong.
        INVALID(400, "invalid_request_error"),
        /// The prompt is longer than the context.
        CONTEXT_EXCEEDED(400, "exceed_context_size_error"),
        /// The key is missing or wrong.
        UNAUTHENTICATED(401, "authentication_error"),
        /// The caller may not ask.
        FORBIDDEN(403, "permission_error"),
        /// There is no such model, or no such page.
        NOT_FOUND(404, "not_found_error"),
        /// The page is there, but not for this method.
        WRONG_METHOD(405, "invalid_request_error"),
        /// The request is larger than allowed.
        TOO_LARGE(413, "invalid_request_error"),
        /// The request is not JSON.
        WRONG_TYPE(415, "invalid_request_error"),
        /// Something failed here.
        FAILED(500, "server_error"),
        /// The model cannot do that, or nobody here can.
        UNSUPPORTED(501, "not_supported_error"),
        /// Too much is being done already: later it may work.
        BUSY(503, "unavailable_error");

        private final int status;
        private final String type;

        Kind(int status, String type) {
            this.status = status;
            this.type = type;
        }

        /// Returns the HTTP status.
        public int status() {
            return status;
        }

        /// Returns the name that OpenAI's dialect has for it.
        public String type() {
            return type;
        }
    }

    /// Creates a problem without details.
    public Problem(Kind kind, String message, Optional<String> field) {
        this(kind, message, field, Map.of());
    }

    /// Creates a problem that is about no field.
    public Problem(Kind kind, String message) {
        this(kind, message, Optional.empty());
    }

    /// Returns what the head of its answer has besides.
    Map<String, String> headers() {
        return switch (kind) {
            case BUSY -> Map.of("Retry-After", details.getOrDefault(RETRY_AFTER, IntNode.valueOf(1)).asString());
            case UNSUPPORTED -> Map.of("x-should-retry", "false");
            default -> Map.of();
        };
    }

    /// Returns it as an exception.
    public RequestException asException() {
        return new RequestException(this);
    }
}
