package dev.panallama.runner;

import dev.panallama.runner.http.ServedRequest;
import java.time.Instant;
import java.util.Optional;

/// A request that a [served][Runner#serve] runner has answered: never what it says, its query or its key. Immutable.
///
/// @param time when it was
/// @param address where it came from
/// @param method such as `POST`
/// @param path such as `/v1/chat/completions`
/// @param status that of the answer; 499 if the client went away before it was there
/// @param milliseconds how long it took
/// @param model which answered, if one did
/// @param promptTokens how many tokens were read for it, 0 if no model answered
/// @param generatedTokens how many tokens it has, 0 if no model answered
public record AnsweredRequest(
        Instant time,
        String address,
        String method,
        String path,
        int status,
        long milliseconds,
        Optional<String> model,
        int promptTokens,
        int generatedTokens) {
    static AnsweredRequest of(ServedRequest it) {
        return new AnsweredRequest(it.time(), it.address(), it.method(), it.path(), it.status(), it.milliseconds(),
                it.model(), it.usage().map(ServedRequest.Usage::prompt).orElse(0),
                it.usage().map(ServedRequest.Usage::generated).orElse(0));
    }
}
