package dev.panallama.internal.ffm;

import dev.panallama.error.DecodeException;

/// The one place where codes of llama.cpp turn into exceptions.
final class Status {
    private Status() {}

    /// Checks what `llama_decode` returned for a batch.
    static void checkDecode(int code, int tokens) {
        if (code == 0) return;
        String reason = switch (code) {
            case 1 -> "the KV cache has no room for %d more tokens".formatted(tokens);
            case 2 -> "computing %d tokens was aborted".formatted(tokens);
            case -1 -> "llama.cpp rejected a batch of %d tokens".formatted(tokens);
            default -> "computing %d tokens failed with code %d".formatted(tokens, code);
        };
        throw new DecodeException(reason, NativeLog.recent());
    }
}
