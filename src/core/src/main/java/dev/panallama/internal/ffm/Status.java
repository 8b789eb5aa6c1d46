package dev.panallama.internal.ffm;

import dev.panallama.error.ContextOverflowException;
import dev.panallama.error.DecodeException;
import dev.panallama.error.LlamaException;
import java.util.concurrent.CancellationException;

/// The one place where codes of llama.cpp turn into exceptions.
final class Status {
    private Status() {}

    /// Checks what `llama_decode` returned for a batch.
    static void checkDecode(int code, int tokens) {
        switch (code) {
            case 0 -> {
            }
            case 1 -> throw new ContextOverflowException(tokens);
            case 2 -> throw new CancellationException("cancelled while %d tokens were computed".formatted(tokens));
            case -1 -> throw failed("llama.cpp rejected a batch of %d tokens".formatted(tokens));
            default -> throw failed("computing %d tokens failed with code %d".formatted(tokens, code));
        }
    }

    /// Returns the exception for a sequence's state of which only a part was copied.
    static LlamaException stateNotCopied(long copied, long size) {
        return new LlamaException(
                "%,d of %,d bytes of the session's state were copied".formatted(copied, size), NativeLog.recent());
    }

    private static DecodeException failed(String reason) {
        return new DecodeException(reason, NativeLog.recent());
    }
}
